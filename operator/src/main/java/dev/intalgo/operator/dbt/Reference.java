package dev.intalgo.operator.dbt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * What a column's {@code config.meta.intalgo.references} says: a reference that the database does not declare.
 *
 * @param source    the dbt source of the table referred to
 * @param table     its name there
 * @param field     the column referred to
 * @param inferred  how sure Intalgo is, from 0 to 1; empty where it is not Intalgo that says so
 * @param confirmed whether a person says that it is one, or that it is none; empty where nobody has said
 */
record Reference(String source, String table, String field, Optional<Double> inferred, Optional<Boolean> confirmed) {
    private static final String QUOTED = "(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\")";
    private static final Pattern SOURCE =
            Pattern.compile("\\s*source\\(\\s*" + QUOTED + "\\s*,\\s*" + QUOTED + "\\s*\\)\\s*");

    /** What a column of a file says, if it is there and complete. */
    static Optional<Reference> of(MappingNode column) {
        return node(column, List.of("config", "meta", "intalgo", "references"))
                .or(() -> node(column, List.of("meta", "intalgo", "references")))
                .flatMap(Reference::parse);
    }

    /** The mapping below these keys. */
    static Optional<MappingNode> node(MappingNode from, List<String> path) {
        Optional<MappingNode> at = Optional.of(from);
        for (String key : path) {
            at = at.flatMap(node -> YamlNodes.get(node, key))
                    .filter(MappingNode.class::isInstance)
                    .map(MappingNode.class::cast);
        }
        return at;
    }

    private static Optional<Reference> parse(MappingNode node) {
        Matcher to = SOURCE.matcher(YamlNodes.scalar(node, "to").orElse(""));
        Optional<String> field = YamlNodes.scalar(node, "field");
        if (!to.matches() || field.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Reference(
                unquoted(to.group(1), to.group(2)),
                unquoted(to.group(3), to.group(4)),
                field.get().replaceAll("^\"(.*)\"$", "$1"),
                YamlNodes.scalar(node, "inferred").flatMap(Reference::number),
                YamlNodes.scalar(node, "confirmed").flatMap(Reference::truth)));
    }

    private static String unquoted(String single, String twice) {
        return (single == null ? twice : single).replaceAll("\\\\(.)", "$1");
    }

    private static Optional<Double> number(String text) {
        return text.matches("[01](\\.\\d{1,6})?") ? Optional.of(Double.valueOf(text)) : Optional.empty();
    }

    /** As YAML 1.1 has it. */
    private static Optional<Boolean> truth(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    boolean isConfirmed() {
        return confirmed.orElse(false);
    }

    /** Whether the other is to the same column. */
    boolean isTo(Reference other) {
        return source.equals(other.source) && table.equals(other.table) && field.equals(other.field);
    }

    /** As the arguments of a relationships test. */
    Map<String, Object> arguments() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("to", "source(%s, %s)".formatted(DbtNames.literal(source), DbtNames.literal(table)));
        arguments.put("field", DbtNames.needsQuotes(field) ? '"' + field + '"' : field);
        return arguments;
    }

    /** As it is in the column's {@code config.meta.intalgo.references}. */
    Map<String, Object> references() {
        Map<String, Object> references = arguments();
        inferred.ifPresent(c -> references.put("inferred", c));
        confirmed.ifPresent(c -> references.put("confirmed", c));
        return references;
    }

    /** As the column's {@code config}. */
    Map<String, Object> config() {
        return Map.of("meta", Map.of("intalgo", Map.of("references", references())));
    }
}
