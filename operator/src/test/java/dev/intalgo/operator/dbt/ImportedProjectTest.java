package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.FunctionRules;
import dev.intalgo.operator.sql.ModelInfo;
import dev.intalgo.operator.sql.Relations;
import dev.intalgo.operator.sql.Rewrite;
import dev.intalgo.operator.sql.SqlRejected;
import dev.intalgo.operator.sql.SqlRewriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A dbt project that people made before: dbt Labs' own example. What is written beside it, real dbt builds elsewhere. Run
 * with {@code -Dgolden=write} to write it anew after a change that is meant.
 */
class ImportedProjectTest {
    private static final Path IMPORTED = Path.of("src/test/resources/imported");
    private static final ProjectSettings SETTINGS =
            new ProjectSettings("other", "other", "view", "Ours", "shop", "postgres", Optional.empty(), List.of());
    private static final String THEIR_SOURCES = """
            sources:
              - name: web
                schema: main
                tables:
                  - name: events # in the database: raw_events
                    identifier: raw_events
            """;
    private static final Catalog CATALOG = new Catalog(List.of(
            table("main", "raw_events", List.of(), "id", "customer_id"),
            table(
                    "main",
                    "clicks",
                    List.of(new ForeignKey(List.of("event_id"), "main", "raw_events", List.of("id"))),
                    "id",
                    "event_id")));

    private static final Exposures.Exposure EXPOSURE =
            new Exposures.Exposure("daily", "daily", "Runs.", Map.of("name", "Ann"), List.of("customers"), "");

    private static Table table(String schema, String name, List<ForeignKey> keys, String... columns) {
        var all = Stream.of(columns)
                .map(c -> new Column(c, "INTEGER", !c.equals("id"), c.equals("id"), ""))
                .toList();
        return new Table("", schema, name, Table.Kind.TABLE, "", all, keys);
    }

    private static Map<String, String> read(Path folder) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static Map<String, String> theirs() {
        Map<String, String> files = read(IMPORTED.resolve("jaffle_shop"));
        files.put("models/web.yml", THEIR_SOURCES);
        return files;
    }

    private static Rewrite rewritten(String sql, Map<String, String> files) throws SqlRejected {
        var models = PeoplesModels.of(files).stream()
                .map(m -> new ModelInfo(
                        m.name(),
                        "main",
                        m.columns().stream()
                                .map(c -> new ModelInfo.Column(c.name(), c.type(), c.description()))
                                .toList(),
                        m.description(),
                        true))
                .toList();
        var relations = Relations.of(SourcesYaml.known(CATALOG, files), models, "mine");
        return SqlRewriter.rewrite(sql, "duckdb", new FunctionRules(Set.of(), Set.of()), relations);
    }

    private static void answer(String name, Mode mode, String sql, Map<String, String> files) throws SqlRejected {
        var rewrite = rewritten(sql, files);
        files.putAll(AnswerFiles.write(
                AnswerBuilder.builder()
                        .name(name)
                        .mode(mode)
                        .sql(rewrite.dbtSql())
                        .question("What of " + name + "?")
                        .description("Counts.")
                        .columns(List.of(
                                new ModelColumn("customer_id", "INTEGER", "Who."), new ModelColumn("n", "BIGINT", "")))
                        .grain(List.of("customer_id"))
                        .references(List.of())
                        .key("k")
                        .build(),
                files));
    }

    @Test
    void isAddedToAndNotTouched() throws IOException, SqlRejected {
        Map<String, String> theirs = theirs();
        Map<String, String> files = new TreeMap<>(theirs);
        assertThat(Scaffold.foreign(files)).isEmpty();
        assertThat(Scaffold.files(SETTINGS, files)).isEmpty();
        files.putAll(SourcesYaml.merge(CATALOG, files));
        answer("busy_customers", Mode.MODEL, """
                SELECT c.customer_id, count(*) AS n
                FROM customers AS c JOIN main.raw_events AS e ON e.customer_id = c.customer_id
                JOIN clicks AS k ON k.event_id = e.id GROUP BY c.customer_id""", files);
        answer(
                "seeded",
                Mode.ANALYSIS,
                "SELECT user_id AS customer_id, count(*) AS n FROM raw_orders GROUP BY user_id",
                files);
        assertThat(files).containsAllEntriesOf(theirs);
        files.keySet().removeAll(read(IMPORTED.resolve("jaffle_shop")).keySet());
        if ("write".equals(System.getProperty("golden"))) {
            for (var file : files.entrySet()) {
                Path path = IMPORTED.resolve("added").resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        }
        assertThat(read(IMPORTED.resolve("added"))).isEqualTo(files);
    }

    @Test
    void givesItsModelsAndSeedsToQuestions() {
        var models = PeoplesModels.of(theirs());

        assertThat(models)
                .extracting(PeoplesModels.Model::name)
                .containsExactly(
                        "customers",
                        "orders",
                        "raw_customers",
                        "raw_orders",
                        "raw_payments",
                        "stg_customers",
                        "stg_orders",
                        "stg_payments");
        assertThat(models.getFirst().description()).startsWith("This table has basic information about a customer");
        assertThat(models.getFirst().columns())
                .contains(new ModelColumn("first_name", "", "Customer's first name. PII."));
        assertThat(models.get(3).columns())
                .extracting(ModelColumn::name)
                .containsExactly("id", "user_id", "order_date", "status");
    }

    @Test
    void isReadByItsOwnSources() throws SqlRejected {
        Map<String, String> files = theirs();

        assertThat(rewritten("select id from main.raw_events", files).dbtSql())
                .contains("{{ source('web', 'events') }}");
        assertThat(rewritten("select id from raw_events", files).dbtSql()).contains("{{ source('web', 'events') }}");
        assertThat(rewritten("select id from web.events", files).dbtSql()).contains("{{ source('web', 'events') }}");
        assertThat(rewritten("select id from {{ source('web', 'events') }}", files)
                        .references())
                .hasSize(1);
        var known = SourcesYaml.known(CATALOG, files);
        assertThat(CATALOG.named(known.names()).findInSource("web", "events"))
                .contains(CATALOG.find("main", "raw_events").orElseThrow());
        assertThat(SourcesYaml.merge(CATALOG, files).get("models/sources/main.yml"))
                .contains("- name: clicks", "to: source('web', 'events')")
                .doesNotContain("- name: raw_events");
    }

    @Test
    void keepsOurNameOfATableThatIsReadByIt() {
        Map<String, String> files = read(IMPORTED.resolve("jaffle_shop"));
        files.putAll(SourcesYaml.merge(CATALOG, files));
        files.put("models/web.yml", THEIR_SOURCES);

        assertThat(SourcesYaml.merge(CATALOG, files)).isEmpty();
    }

    @Test
    void keepsItsFilesWhereOursWouldBe() {
        Map<String, String> files = theirs();
        files.put("models/sources/main.yml", """
                sources:
                  - name: main
                    tables: [{name: clicks}]
                """);
        files.put("models/exposures.yml", """
                exposures:
                  - {name: report, type: dashboard, owner: {name: Kim}, depends_on: [ref('orders')]}
                """);
        files.put("models/top_customers.yml", "models: [{name: orders, description: Theirs.}]\n");
        Map<String, String> theirs = Map.copyOf(files);
        Catalog catalog = new Catalog(
                Stream.concat(CATALOG.tables().stream(), Stream.of(table("main", "visits", List.of(), "id")))
                        .toList());

        files.putAll(SourcesYaml.merge(catalog, files));
        files.putAll(Exposures.merge(List.of(EXPOSURE), Set.of(), files));
        files.putAll(AnswerFiles.write(AnswerFilesTest.answer("select 1 as id", "One.", "id"), files));

        assertThat(files).containsAllEntriesOf(theirs);
        assertThat(files.get("models/sources/main.intalgo.yml"))
                .contains("- name: visits")
                .doesNotContain("- name: clicks", "- name: raw_events");
        assertThat(files.get("models/exposures.intalgo.yml")).contains("- name: daily");
        assertThat(files.get("models/top_customers.intalgo.yml")).contains("- name: top_customers");
        assertThat(SourcesYaml.merge(catalog, files)).isEmpty();
        assertThat(Exposures.merge(List.of(EXPOSURE), Set.of(), files)).isEmpty();
    }

    @Test
    void followsOurEntriesInAFileThatBecameTheirs() {
        Map<String, String> files = theirs();
        files.putAll(Exposures.merge(List.of(EXPOSURE), Set.of(), files));
        files.computeIfPresent("models/exposures.yml", (path, text) -> text.replaceAll(" *# intalgo .*", ""));

        assertThat(Exposures.merge(List.of(EXPOSURE), Set.of(), files)).isEmpty();
    }

    @Test
    void isReadBySourcesThatNameTheDatabase() {
        Map<String, String> files = theirs();
        files.put("models/web.yml", "sources: [{name: raw, database: shop, schema: main, tables: [{name: clicks}]}]\n");
        Catalog catalog = new Catalog(List.of(new Table(
                "shop",
                "main",
                "clicks",
                Table.Kind.TABLE,
                "",
                CATALOG.tables().getFirst().columns(),
                List.of())));

        assertThat(SourcesYaml.merge(catalog, files)).isEmpty();
        assertThat(SourcesYaml.known(catalog, files).findInSource("raw", "clicks"))
                .isPresent();
    }

    @Test
    void honoursTheFoldersThatItNames() {
        Map<String, String> files =
                new TreeMap<>(Map.of("dbt_project.yml", "name: x\nmodel-paths: [\"./transform/\", more]\n"));
        files.putAll(SourcesYaml.merge(CATALOG, files));
        Answer answer = AnswerFilesTest.answer("select 1 as id", "One.", "id");
        files.putAll(AnswerFiles.write(answer, files));

        assertThat(files)
                .containsKeys(
                        "transform/sources/main.yml", "transform/top_customers.sql", "transform/top_customers.yml");
        assertThat(AnswerFiles.all(files)).containsExactly(answer);
        assertThat(SourcesYaml.merge(CATALOG, files)).isEmpty();
    }

    @Test
    void isNotLaidOverSomethingElse() {
        assertThat(Scaffold.foreign(Map.of())).isEmpty();
        assertThat(Scaffold.foreign(
                        Map.of("README.md", "", "LICENSE", "", ".github/workflows/a.yml", "", "license.txt", "")))
                .isEmpty();
        assertThat(Scaffold.foreign(Map.of("README.md", "", "src/main.py", ""))).contains("src/main.py");
        Map<String, String> ours = new TreeMap<>(Scaffold.files(SETTINGS, Map.of()));
        ours.put("models/a.sql", "select 1");
        ours.remove("dbt_project.yml");
        assertThat(Scaffold.foreign(ours)).isEmpty();
    }
}
