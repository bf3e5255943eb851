package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.DataHubRecords;
import java.io.IOException;
import java.io.InputStream;
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
 * A whole project as it is written, which real dbt parses and builds elsewhere. Run with {@code -Dgolden=write} to write
 * it anew after a change that is meant.
 */
class GoldenProjectTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/shop");

    @Test
    void isWrittenAsItWas() throws IOException {
        Map<String, String> project = project();
        if ("write".equals(System.getProperty("golden"))) {
            for (Map.Entry<String, String> file : project.entrySet()) {
                Path path = GOLDEN.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        }
        assertThat(golden()).isEqualTo(project);
    }

    private static Map<String, String> project() throws IOException {
        Map<String, String> files = new TreeMap<>(Scaffold.files(
                new ProjectSettings(
                        "shop",
                        "shop",
                        "view",
                        "The shop",
                        "shop-duckdb",
                        "duckdb",
                        Optional.of(new ProjectSettings.Group("finance", Map.of("email", "f@example.com"))),
                        List.of("shop")),
                Map.of()));
        try (InputStream in = GoldenProjectTest.class.getResourceAsStream("/datahub/duckdb.json")) {
            Catalog catalog = DataHubRecords.toCatalog(new ObjectMapper().readTree(in));
            files.putAll(SourcesYaml.merge(catalog, files));
        }
        answer(
                files,
                "orders_of_customers",
                Mode.MODEL,
                "table",
                "How many orders has each customer?",
                """
                select c.id, c.email, count(o.id) as orders
                from {{ source('main', 'customers') }} as c
                left join {{ source('sales', 'orders') }} as o on o.customer_id = c.id
                group by c.id, c.email""",
                "source.main.customers",
                "source.sales.orders");
        answer(
                files,
                "regulars",
                Mode.MODEL,
                "",
                "Who ordered more than \"once\"? {{ really }}",
                """
                select id, email, orders
                from {{ ref('orders_of_customers') }}
                where orders > 1""",
                "ref.orders_of_customers");
        answer(
                files,
                "biggest_balance",
                Mode.ANALYSIS,
                "",
                "Whose balance is the biggest: now?",
                """
                select id, email, balance as orders
                from {{ source('main', 'customers') }}
                order by balance desc
                limit 1""",
                "source.main.customers");
        files.putAll(Exposures.merge(
                List.of(new Exposures.Exposure(
                        "nightly_all",
                        "nightly-all",
                        "Runs all models by Airflow at \"0 6 * * *\" (Etc/UTC).",
                        Map.of("email", "f@example.com"),
                        List.of("regulars", "orders_of_customers", "gone"),
                        "")),
                Set.of(),
                files));
        return files;
    }

    private static void answer(
            Map<String, String> files,
            String name,
            Mode mode,
            String materialized,
            String question,
            String sql,
            String... references) {
        List<ModelColumn> columns = List.of(
                new ModelColumn("id", "INTEGER", "The customer."),
                new ModelColumn("email", "VARCHAR", ""),
                new ModelColumn("orders", "BIGINT", "Yes: a # sign."));
        files.putAll(AnswerFiles.write(
                new Answer(
                        name,
                        mode,
                        sql,
                        question,
                        "Says: " + question,
                        columns,
                        materialized,
                        "0123456789abcdef",
                        "fedcba9876543210",
                        "",
                        0,
                        0,
                        List.of(references),
                        List.of("id"),
                        List.of("Each order goes with its customer."),
                        false,
                        false,
                        List.of(),
                        List.of(),
                        "",
                        Origin.UNKNOWN),
                files));
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(GOLDEN)) {
            paths.filter(Files::isRegularFile).forEach(path -> {
                try {
                    found.put(GOLDEN.relativize(path).toString().replace('\\', '/'), Files.readString(path));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return found;
    }
}
