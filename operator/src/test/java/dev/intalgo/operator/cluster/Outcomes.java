package dev.intalgo.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Results of tasks, in the runner's format. */
final class Outcomes {
    private static final Pattern REF = Pattern.compile("ref\\('([^']+)'\\)");
    private static final Pattern SOURCE = Pattern.compile("source\\('([^']+)', '([^']+)'\\)");

    private Outcomes() {}

    /** The crawl of a small shop: 10 tables. */
    static JsonNode catalog(JsonNode task) {
        return ok().set("records", records());
    }

    /** The same, where not all could be read. */
    static Function<JsonNode, JsonNode> catalogWithWarnings(String... warnings) {
        return task -> {
            ObjectNode result = (ObjectNode) catalog(task);
            ArrayNode all = result.putObject("report").putArray("warnings");
            List.of(warnings).forEach(all::add);
            return result;
        };
    }

    /** The same, with what became of giving it to a DataHub server. */
    static Function<JsonNode, JsonNode> catalogWith(String published) {
        return task -> {
            try {
                return ((ObjectNode) catalog(task)).set("published", Pods.JSON.readTree(published));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** DataHub's records of the shop, to be changed by the caller. */
    static ArrayNode records() {
        try (InputStream in = Outcomes.class.getResourceAsStream("/datahub/postgres.json")) {
            return (ArrayNode) Pods.JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shop with {@code sales.weekly} in place of {@code sales.daily}. */
    static JsonNode catalogWithWeekly(JsonNode task) {
        String text = catalog(task).toString();
        try {
            return Pods.JSON.readTree(
                    text.replace("sales.daily", "sales.weekly").replace("\"daily\"", "\"weekly\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Function<JsonNode, JsonNode> ingestionFails(String reason, String message) {
        return task -> failure(message).put("reason", reason);
    }

    /** dbt and the database accept the SQL, which gives {@code id} and {@code total}. */
    static JsonNode accepted(JsonNode task) {
        ObjectNode result = ok();
        result.set("compiledSql", task.path("sql"));
        column(result.withArray("columns"), "id", "integer");
        column(result.withArray("columns"), "total", "numeric");
        result.put("rows", 1).put("truncated", false);
        result.putNull("preview");
        if (task.path("preview").asBoolean()) {
            result.putArray("preview").addArray().add("1").addNull();
        }
        return result;
    }

    private static void column(ArrayNode columns, String name, String type) {
        columns.addObject().put("name", name).put("type", type);
    }

    static Function<JsonNode, JsonNode> fails(String step, String message) {
        return task -> failure(message).put("step", step);
    }

    static JsonNode built(JsonNode task) {
        ObjectNode result = ok().putNull("step");
        for (JsonNode name : task.path("select")) {
            node(result, name.asText(), "success", "CREATE VIEW");
        }
        return result.putNull("message");
    }

    static JsonNode dropped(JsonNode task) {
        return ok().put("dropped", true);
    }

    static Function<JsonNode, JsonNode> buildFails(String message) {
        return task -> {
            String name = task.path("select").path(0).asText();
            ObjectNode result = failure("model.shop." + name + ": " + message).put("step", "build");
            node(result, name, "error", message);
            return result;
        };
    }

    private static void node(ObjectNode result, String model, String status, String message) {
        result.withArray("nodes")
                .addObject()
                .put("uniqueId", "model.shop." + model)
                .put("relation", "shop.analytics." + model)
                .put("status", status)
                .put("message", message)
                .put("seconds", 0.1);
    }

    /** The graph of the models at a commit; the selectors are names of models. */
    static JsonNode graph(JsonNode task, Function<String, Map<String, String>> files) {
        ObjectNode result = ok();
        ObjectNode manifest = result.putObject("manifest");
        manifest.putObject("metadata").put("project_name", "shop").put("adapter_type", "postgres");
        ObjectNode nodes = manifest.putObject("nodes");
        ObjectNode sources = manifest.putObject("sources");
        List<String> selected = new ArrayList<>();
        files.apply(task.path("commit").asText()).forEach((path, text) -> {
            if (path.startsWith("models/") && path.endsWith(".sql")) {
                String name = path.substring("models/".length(), path.length() - ".sql".length());
                node(nodes, sources, name, text);
                selected.add(name);
            }
        });
        List<String> wanted = new ArrayList<>();
        task.path("select").forEach(name -> wanted.add(name.asText()));
        ArrayNode ids = result.putArray("selected");
        selected.stream()
                .filter(name -> wanted.isEmpty() || wanted.contains(name))
                .forEach(name -> ids.add("model.shop." + name));
        return result;
    }

    /** A column has these values. */
    static Function<JsonNode, JsonNode> values(String table, String column, String... values) {
        return task -> {
            ObjectNode result = ok().put("left", 0);
            ArrayNode array = result.putObject("tables").putObject(table).putArray(column);
            List.of(values).forEach(array::add);
            return result;
        };
    }

    private static void node(ObjectNode nodes, ObjectNode sources, String name, String sql) {
        ObjectNode node = nodes.putObject("model.shop." + name)
                .put("name", name)
                .put("resource_type", "model")
                .put("package_name", "shop");
        node.putArray("fqn").add("shop").add(name);
        node.putObject("config").put("materialized", "view");
        ArrayNode parents = node.putObject("depends_on").putArray("nodes");
        REF.matcher(sql).results().forEach(ref -> parents.add("model.shop." + ref.group(1)));
        for (MatchResult source : SOURCE.matcher(sql).results().collect(Collectors.toList())) {
            String id = "source.shop." + source.group(1) + "." + source.group(2);
            sources.putObject(id)
                    .put("name", source.group(2))
                    .put("source_name", source.group(1))
                    .put("package_name", "shop");
            parents.add(id);
        }
    }

    private static ObjectNode ok() {
        return Pods.JSON.createObjectNode().put("ok", true).put("seconds", 0.1);
    }

    private static ObjectNode failure(String message) {
        return Pods.JSON.createObjectNode().put("ok", false).put("seconds", 0.1).put("message", message);
    }
}
