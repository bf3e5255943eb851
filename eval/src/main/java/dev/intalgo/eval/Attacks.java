package dev.intalgo.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.FunctionRules;
import dev.intalgo.operator.sql.ModelInfo;
import dev.intalgo.operator.sql.Relations;
import dev.intalgo.operator.sql.SqlRejected;
import dev.intalgo.operator.sql.SqlRewriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does the check on SQL refuse what it must, and nothing else? */
@Command(
        name = "attacks",
        description = "Every attack must be refused before it reaches a database, and every look-alike accepted.")
final class Attacks implements Callable<Integer> {
    @Option(names = "--lists", description = "the folder with attacks.yaml, harmless.yaml and catalog.yaml")
    private Path lists =
            Path.of(System.getProperty("intalgo.root", "."), "operator", "src", "test", "resources", "safety");

    /** A statement, and what the check said: {@code right} where it is what it should be. */
    private record Seen(boolean attack, String kind, String dialect, String sql, boolean right) {}

    @Override
    public Integer call() throws IOException {
        Relations relations = relations(read("catalog.yaml"));
        List<Seen> seen = new ArrayList<>(look("attacks.yaml", true, relations));
        seen.addAll(look("harmless.yaml", false, relations));
        System.out.println("## Attacks\n");
        System.out.println(table("database", seen, Seen::dialect));
        System.out.println(table("kind", seen, Seen::kind));
        seen.stream()
                .filter(s -> !s.right())
                .forEach(s -> System.out.println("- " + s.dialect() + ", " + s.kind() + ", "
                        + (s.attack() ? "accepted" : "refused") + ": `" + s.sql() + "`"));
        return seen.stream().allMatch(Seen::right) ? 0 : 1;
    }

    private JsonNode read(String file) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(lists.resolve(file).toFile());
    }

    private List<Seen> look(String file, boolean attack, Relations relations) throws IOException {
        List<Seen> seen = new ArrayList<>();
        read(file)
                .properties()
                .forEach(kind -> kind.getValue().forEach(statement -> {
                    String dialect = statement.path("dialect").asText();
                    String sql = statement.path("sql").asText();
                    seen.add(
                            new Seen(attack, kind.getKey(), dialect, sql, attack != accepted(sql, dialect, relations)));
                }));
        return seen;
    }

    private static boolean accepted(String sql, String dialect, Relations relations) {
        try {
            // An adapter denies more; what holds for all databases has to do.
            SqlRewriter.rewrite(sql, dialect, FunctionRules.KNOWN, relations);
            return true;
        } catch (SqlRejected e) {
            return false;
        }
    }

    private static Markdown table(String heading, List<Seen> seen, Function<Seen, String> group) {
        var table = new Markdown(heading, "attacks refused", "look-alikes accepted");
        for (String name : seen.stream().map(group).distinct().toList()) {
            row(
                    table,
                    name,
                    seen.stream().filter(s -> group.apply(s).equals(name)).toList());
        }
        row(table, "all", seen);
        return table;
    }

    private static void row(Markdown table, String name, List<Seen> seen) {
        table.row(name, share(seen, true), share(seen, false));
    }

    private static String share(List<Seen> seen, boolean attacks) {
        List<Seen> some = seen.stream().filter(s -> s.attack() == attacks).toList();
        return Markdown.share(some.stream().filter(Seen::right).count(), some.size());
    }

    private static Relations relations(JsonNode catalog) {
        List<Table> tables = new ArrayList<>();
        catalog.path("tables")
                .properties()
                .forEach(schema -> schema.getValue()
                        .properties()
                        .forEach(table -> tables.add(new Table(
                                catalog.path("database").asText(),
                                schema.getKey(),
                                table.getKey(),
                                Table.Kind.TABLE,
                                "",
                                names(table.getValue())
                                        .map(name -> new Column(name, "text", true, false, ""))
                                        .toList(),
                                List.of()))));
        List<ModelInfo> models = catalog.path("models").properties().stream()
                .map(model -> new ModelInfo(
                        model.getKey(),
                        "analytics",
                        names(model.getValue())
                                .map(name -> new ModelInfo.Column(name, "", ""))
                                .toList(),
                        ""))
                .toList();
        return Relations.of(new Catalog(tables), models, catalog.path("self").asText());
    }

    private static Stream<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }
}
