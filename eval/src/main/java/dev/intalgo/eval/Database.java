package dev.intalgo.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.adapter.Adapters;
import dev.intalgo.operator.adapter.ProfileOutline;
import dev.intalgo.operator.adapter.Profiles;
import dev.intalgo.operator.adapter.Recipes;
import dev.intalgo.operator.answer.Brief;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.DataHubRecords;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.ProjectSettings;
import dev.intalgo.operator.dbt.Scaffold;
import dev.intalgo.operator.dbt.SourcesYaml;
import dev.intalgo.operator.retrieval.Retrieval;
import dev.intalgo.operator.retrieval.SampleValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A database with its catalog and a dbt project, as the operator and its Jobs would make them. */
final class Database implements AutoCloseable {
    /** As a project has it by default. */
    private static final int SCHEMA_TOKENS = 40_000;

    private static final Adapters ADAPTERS = Adapters.load();
    private static final int CRAWL_SECONDS = 1_800;

    private final String name;
    private final Worker worker;
    private final Adapter adapter;
    private final Catalog catalog;
    private final Catalog known;
    private final Map<String, String> files = new HashMap<>();
    private final String commit;
    private final Map<ObjectNode, JsonNode> validated = new HashMap<>();

    /** @param kept where the catalog is, or is kept after it was crawled; null to crawl it anew */
    static Database open(Path profiles, String name, Path kept) throws IOException {
        Worker worker = new Worker(profiles, name);
        try {
            return new Database(worker, profiles, name, kept);
        } catch (IOException | RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    private Database(Worker worker, Path profiles, String name, Path kept) throws IOException {
        this.name = name;
        this.worker = worker;
        String kind = worker.must("hello", null).path("adapter").asText();
        adapter = ADAPTERS.find(kind).orElseThrow(() -> new IllegalArgumentException("unknown adapter: " + kind));
        catalog = kept != null && Files.exists(kept)
                ? Catalog.fromJson(Files.readAllBytes(kept))
                : crawled(worker, outline(profiles, name, adapter), List.of());
        if (kept != null && !Files.exists(kept)) {
            Files.createDirectories(kept.getParent());
            Files.write(kept, catalog.toJson());
        }
        files.putAll(Scaffold.files(
                new ProjectSettings("eval", name, "view", name, name, kind, Optional.empty(), List.of()), Map.of()));
        files.putAll(SourcesYaml.merge(catalog, files));
        known = SourcesYaml.known(catalog, files);
        ObjectNode project = Worker.JSON.createObjectNode();
        project.set("files", Worker.JSON.valueToTree(files));
        commit = worker.must("project", project).path("commit").asText();
    }

    /** What a crawl of some of a database's tables finds, and no more of it. */
    static Catalog crawled(Path profiles, String name, List<String> include) throws IOException {
        try (Worker worker = new Worker(profiles, name)) {
            String kind = worker.must("hello", null).path("adapter").asText();
            return crawled(worker, outline(profiles, name, ADAPTERS.find(kind).orElseThrow()), include);
        }
    }

    private static ProfileOutline outline(Path profiles, String name, Adapter adapter) throws IOException {
        JsonNode profile = new YAMLMapper()
                .readTree(profiles.resolve("profiles.yml").toFile())
                .path(name);
        return Profiles.outline(
                adapter, profile.path("outputs").path(profile.path("target").asText("default")));
    }

    private static Catalog crawled(Worker worker, ProfileOutline profile, List<String> include) {
        ObjectNode task = Worker.JSON
                .createObjectNode()
                .put("adapter", profile.adapter().name())
                .put("source", "DataHub")
                .put("timeoutSeconds", CRAWL_SECONDS);
        task.set("recipe", Recipes.recipe(profile, new Recipes.Selection(List.of(), include, List.of()), false));
        Recipes.environment(profile).forEach(task.putObject("environment")::put);
        return DataHubRecords.toCatalog(worker.must("ingest", task).path("records"));
    }

    Catalog catalog() {
        return catalog;
    }

    Adapter adapter() {
        return adapter;
    }

    /** The question over all of this database. */
    Brief brief(Question question) {
        return new Brief(
                "answer",
                Mode.ANALYSIS,
                question.text(),
                List.of(),
                question.instructions(),
                "",
                "eval",
                adapter,
                Set.of(),
                catalog,
                known,
                List.of(),
                files,
                commit,
                false);
    }

    /** The schema as a prompt has it. */
    String schemaText(Question question) {
        return Retrieval.of(known, SampleValues.NONE, List.of(), List.of(), adapter.name())
                .schema(question.text(), null, SCHEMA_TOKENS);
    }

    /** What the worker says to a check's task; it is asked once, as nothing changes meanwhile. */
    JsonNode validate(ObjectNode task) {
        return validated.computeIfAbsent(task, t -> worker.done("validate", t));
    }

    /**
     * Runs SQL as it stands in a session that cannot write.
     *
     * @throws QueryFailed with the database's words
     */
    Rows run(String sql) throws QueryFailed {
        ObjectNode task = Worker.JSON.createObjectNode().put("sql", sql);
        task.set("readOnly", Worker.JSON.valueToTree(adapter.readOnly()));
        JsonNode result = worker.done("query", task);
        if (!result.path("ok").asBoolean()) {
            throw new QueryFailed(result.path("message").asText());
        }
        return Rows.of(result);
    }

    @Override
    public void close() throws IOException {
        worker.close();
    }

    @Override
    public String toString() {
        return name;
    }

    /** The database did not run it. */
    static final class QueryFailed extends Exception {
        QueryFailed(String message) {
            super(message);
        }
    }
}
