package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Random catalogs with odd names, random edits by people, and what must hold for all of them. */
class SourcesYamlEditsTest {
    private static final String PATH = "models/sources/public.yml";
    private static final List<String> NAMES = List.of(
            "id",
            "order",
            "Mixed Case",
            "yes",
            "null",
            "1:30",
            "2024-01-01",
            "- x",
            "x: y # z",
            "it's",
            "a\"b",
            "#",
            "&a",
            "*a",
            "!t",
            "%",
            "@at",
            "`tick`",
            "über",
            "数据",
            "🙂 smile",
            "{a}",
            "[b]",
            "{{ c }}",
            "a,b",
            "~",
            "=",
            "<<",
            "1e3",
            "0x1F",
            "back\\slash",
            "'",
            "?",
            "|",
            ">",
            "tab\there",
            "line\nbreak",
            "a\u2028b",
            "\ufeffbom",
            " pad ");
    private static final List<String> TEXTS = List.of(
            "",
            "",
            "Plain.",
            "two\nlines",
            "  leads",
            "# hash",
            "a: b",
            "line\n\n# not a comment\n  deeper",
            "trail  \nx",
            "{{ env_var('X') }}",
            "quote \" and '",
            "🙂",
            "x\u0085y",
            "cr\r\nlf",
            "tab\tx\ny",
            "---",
            "...\nx",
            "\u0007bell");

    static IntStream seeds() {
        return IntStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mergesWhateverPeopleAndDatabasesDo(int seed) {
        Random random = new Random(seed);
        Catalog before = catalog(random, List.of());
        String written = SourcesYaml.merge(before, Map.of()).getOrDefault(PATH, "sources: []\n");
        List<String> comments = new ArrayList<>();
        String edited = comment(random, written, comments);
        boolean onlyMore = random.nextBoolean();
        Catalog after = catalog(random, onlyMore ? before.tables() : List.of());

        String merged = merge(after, edited);

        if (YamlText.parse(edited).isEmpty()) {
            assertThat(merged).isEqualTo(edited);
            return;
        }
        assertThat(merge(after, merged)).as(edited).isEqualTo(merged);
        assertThat(tables(merged))
                .as("%s\n=>\n%s", edited, merged)
                .doesNotHaveDuplicates()
                .containsAll(usable(after));
        if (onlyMore && !comments.isEmpty()) {
            assertThat(merged).as(edited).contains(comments);
        }
        assertThat(merge(before, edited)).isEqualTo(edited);
    }

    private static String merge(Catalog catalog, String text) {
        Map<String, String> changed = SourcesYaml.merge(catalog, Map.of(PATH, text));
        assertThat(changed.keySet()).isSubsetOf(PATH);
        String after = changed.getOrDefault(PATH, text);
        return after == null ? "" : after;
    }

    private static List<String> tables(String text) {
        return YamlText.parse(text).stream()
                .flatMap(f -> YamlNodes.items(f.root(), "sources").stream())
                .flatMap(s -> YamlNodes.items(s, "tables").stream())
                .map((MappingNode t) -> YamlNodes.scalar(t, "name").orElseThrow())
                .toList();
    }

    private static List<String> usable(Catalog catalog) {
        return catalog.tables().stream()
                .filter(SourcesYaml::isUsable)
                .map(Table::name)
                .toList();
    }

    /** Puts comments between lines, as people do. */
    private static String comment(Random random, String text, List<String> comments) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int i = random.nextInt(4); i > 0; i--) {
            String comment = "# note " + i;
            comments.add(comment);
            lines.add(random.nextInt(lines.size() + 1), " ".repeat(random.nextInt(14)) + comment);
        }
        return String.join("\n", lines) + "\n";
    }

    private static Catalog catalog(Random random, List<Table> keep) {
        List<Table> tables = new ArrayList<>(keep);
        Set<String> names = new LinkedHashSet<>();
        IntStream.range(0, 1 + random.nextInt(5)).forEach(i -> names.add(pick(random, NAMES)));
        keep.forEach(t -> names.remove(t.name()));
        names.forEach(name -> tables.add(table(random, name)));
        return new Catalog(tables);
    }

    private static Table table(Random random, String name) {
        Set<String> columns = new LinkedHashSet<>();
        IntStream.range(0, random.nextInt(5)).forEach(i -> columns.add(pick(random, NAMES)));
        List<ForeignKey> keys = columns.stream()
                .limit(1)
                .map(c -> new ForeignKey(List.of(c), "public", pick(random, NAMES), List.of(pick(random, NAMES))))
                .toList();
        return new Table(
                "shop",
                "public",
                name,
                Table.Kind.TABLE,
                pick(random, TEXTS),
                columns.stream()
                        .map(c -> new Column(
                                c,
                                pick(random, TEXTS),
                                random.nextBoolean(),
                                random.nextInt(3) == 0,
                                pick(random, TEXTS)))
                        .toList(),
                keys);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
