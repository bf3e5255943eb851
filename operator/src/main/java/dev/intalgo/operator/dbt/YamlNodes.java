package dev.intalgo.operator.dbt;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Looks into the nodes of a YAML file. */
final class YamlNodes {
    private YamlNodes() {}

    static Optional<Node> get(MappingNode mapping, String key) {
        return tuple(mapping, key).map(NodeTuple::getValueNode);
    }

    /** The text of a scalar; empty for anything else. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The text of a key's scalar; empty where there is none or nothing in it. */
    static Optional<String> scalar(MappingNode mapping, String key) {
        return get(mapping, key).map(YamlNodes::text).filter(s -> !s.isBlank());
    }

    /** The text of the first of two keys that has one; empty where neither has. */
    static String first(MappingNode mapping, String key, String other) {
        return scalar(mapping, key).or(() -> scalar(mapping, other)).orElse("");
    }

    /** The mappings in a key's list. */
    static List<MappingNode> items(MappingNode mapping, String key) {
        return get(mapping, key)
                .filter(SequenceNode.class::isInstance)
                .map(n -> ((SequenceNode) n).getValue())
                .orElse(List.of())
                .stream()
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .toList();
    }

    /** The item of a list that has this name. */
    static Optional<MappingNode> named(List<MappingNode> items, String name) {
        return items.stream()
                .filter(i -> scalar(i, "name").filter(name::equals).isPresent())
                .findFirst();
    }

    static boolean isBlock(MappingNode mapping) {
        return mapping.getFlowStyle() == FlowStyle.BLOCK;
    }

    static Optional<NodeTuple> tuple(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(t ->
                        t.getKeyNode() instanceof ScalarNode k && k.getValue().equals(key))
                .findFirst();
    }

    /** Whether the value is written elsewhere, under an anchor. */
    static boolean isAlias(NodeTuple tuple) {
        return tuple.getValueNode().getStartMark().getIndex()
                < tuple.getKeyNode().getStartMark().getIndex();
    }

    static boolean isEmptyScalar(Node node) {
        return node instanceof ScalarNode s && s.isPlain() && s.getValue().isEmpty();
    }
}
