package dev.intalgo.operator.dbt;

import dev.intalgo.people.ProjectModels.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The tests that a YAML file says of a model or a column. */
final class TestEntries {
    /** What stands beside a test's own key, and is no argument of it. */
    private static final Set<String> BESIDES = Set.of("name", "description", "config", "tags", "where", "severity");

    private TestEntries() {}

    /** @param of the model, with the column behind it where the tests are of one: {@code orders_id} */
    static List<Test> in(MappingNode entry, String of) {
        return Stream.of("data_tests", "tests")
                .flatMap(key -> YamlNodes.get(entry, key).stream())
                .flatMap(node -> node instanceof SequenceNode list ? list.getValue().stream() : Stream.of())
                .map(item -> item instanceof MappingNode mapping ? of(mapping, of) : named(YamlNodes.text(item), of))
                .toList();
    }

    private static Test named(String test, String of) {
        return new Test(test, start(test, of));
    }

    /** As dbt makes a test's name, to which it adds the arguments. */
    private static String start(String test, String of) {
        return test.replace('.', '_') + "_" + of;
    }

    private static Test of(MappingNode item, String of) {
        var given = YamlNodes.scalar(item, "test_name");
        var own = item.getValue().stream()
                .filter(tuple -> !BESIDES.contains(key(tuple)))
                .findFirst();
        String test = given.or(() -> own.map(TestEntries::key)).orElse("");
        Node said = given.isPresent() ? item : own.map(NodeTuple::getValueNode).orElse(item);
        List<String> arguments = new ArrayList<>();
        if (said instanceof MappingNode mapping) {
            Node inner = YamlNodes.get(mapping, "arguments").orElse(mapping);
            arguments.addAll(arguments(inner instanceof MappingNode listed ? listed : mapping));
        }
        String name = YamlNodes.scalar(item, "name")
                .or(() -> said instanceof MappingNode mapping ? YamlNodes.scalar(mapping, "name") : Optional.empty())
                .orElse(start(test, of));
        return new Test(arguments.isEmpty() ? test : "%s (%s)".formatted(test, String.join(", ", arguments)), name);
    }

    private static List<String> arguments(MappingNode mapping) {
        return mapping.getValue().stream()
                .filter(tuple -> !BESIDES.contains(key(tuple)) && !key(tuple).equals("test_name"))
                .map(tuple -> key(tuple) + " " + words(tuple.getValueNode()))
                .toList();
    }

    private static String words(Node node) {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(YamlNodes::text).collect(Collectors.joining(" "))
                : YamlNodes.text(node);
    }

    private static String key(NodeTuple tuple) {
        return YamlNodes.text(tuple.getKeyNode());
    }
}
