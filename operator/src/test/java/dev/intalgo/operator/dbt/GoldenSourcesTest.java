package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.dbt.SourceRules.Freshness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Sources with all that may be in them, which the runner's tests hold against dbt's own JSON schema and have dbt parse.
 * Run with {@code -Dgolden=write} to write them anew after a change that is meant.
 */
class GoldenSourcesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/sources");
    private static final SourceRules RULES = new SourceRules(
            true,
            List.of(new Freshness("sales.*", "Loaded At", "24h", "2d"), new Freshness("*", "loaded_at", "", "90m")));

    private static Column column(String name, String type) {
        return new Column(name, type, true, false, "");
    }

    private static Table table(String database, String schema, String name, List<ForeignKey> keys, Column... columns) {
        return new Table(database, schema, name, Table.Kind.TABLE, "What " + name + " holds.", List.of(columns), keys);
    }

    private static Catalog catalog() {
        Column id = new Column("id", "integer", false, true, "Its \"number\": {{ id }}.");
        Column buyer = column("customer_id", "integer");
        return new Catalog(List.of(
                        table("shop", "sales", "customers", List.of(), id, column("name", "text")),
                        table(
                                "shop",
                                "sales",
                                "orders",
                                List.of(new ForeignKey(List.of("customer_id"), "sales", "customers", List.of("id"))),
                                id,
                                buyer,
                                column("Loaded At", "timestamp")),
                        table("shop", "sales", "Order Lines", List.of(), id, column("order_id", "integer"), buyer),
                        table("shop", "sales", "refunds", List.of(), id, column("order_id", "integer")),
                        table("Lake", "sales", "customers", List.of(), id, column("loaded_at", "timestamp"))))
                .seenFrom("shop");
    }

    /** As they are once a person has confirmed one inferred key and denied another. */
    private static Map<String, String> decided() {
        Map<String, String> files = new TreeMap<>(SourcesYaml.merge(catalog(), Map.of(), RULES));
        files.computeIfPresent("models/sources/sales.yml", (path, text) -> {
            int refunds = text.indexOf("- name: refunds");
            return text.substring(0, refunds).replaceFirst("( +)inferred: (.*)\n", "$0$1confirmed: true\n")
                    + text.substring(refunds).replaceFirst("( +)inferred: (.*)\n", "$0$1confirmed: false\n");
        });
        files.putAll(SourcesYaml.merge(catalog(), files, RULES));
        return files;
    }

    @Test
    void areWrittenAsTheyWere() throws IOException {
        Map<String, String> files = decided();
        if ("write".equals(System.getProperty("golden"))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = GOLDEN.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        }
        Map<String, String> golden = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(GOLDEN)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                golden.put(GOLDEN.relativize(path).toString(), Files.readString(path));
            }
        }
        assertThat(golden).isEqualTo(files);
    }
}
