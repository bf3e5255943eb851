package dev.intalgo.console.schema;

import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.console.diagram.Edge;
import dev.intalgo.console.diagram.Node;
import dev.intalgo.people.Relationship;
import dev.intalgo.people.TableDetails;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tables, and the keys between them, as a diagram. */
final class KeyDiagram {
    /** More boxes of a table's neighbours than this are no picture any more. */
    private static final int NEIGHBOURS = 60;

    private KeyDiagram() {}

    /** Of all these tables, each with its primary key. */
    static Diagram of(Place place, TableKeys keys) {
        return Diagram.of(
                "keys",
                "Keys between the tables",
                keys.tables().stream()
                        .map(keyed -> node(place, keyed.table(), keyed.keys(), "table"))
                        .toList(),
                edges(keys.relationships()));
    }

    /** Of a table and those that are one key away from it; empty where there are none. */
    static Diagram of(Place place, TableDetails table) {
        List<Relationship> relationships = Stream.concat(table.refersTo().stream(), table.referring().stream())
                .filter(relationship -> relationship.state() != Relationship.State.DENIED)
                .distinct()
                .limit(NEIGHBOURS)
                .toList();
        Map<TableName, Node> nodes = new LinkedHashMap<>();
        if (!relationships.isEmpty()) {
            var key = table.columns().stream()
                    .filter(TableDetails.Column::key)
                    .map(TableDetails.Column::name)
                    .toList();
            nodes.put(table.table(), node(place, table.table(), key, "here"));
            relationships.stream()
                    .flatMap(relationship -> Stream.of(relationship.from(), relationship.to()))
                    .forEach(name -> nodes.computeIfAbsent(name, n -> node(place, n, List.of(), "table")));
        }
        return Diagram.of(
                "keys",
                "Keys of %s".formatted(table.table().text()),
                List.copyOf(nodes.values()),
                edges(relationships));
    }

    private static Node node(Place place, TableName table, List<String> keys, String kind) {
        List<String> lines = new ArrayList<>(List.of(table.text()));
        lines.addAll(keys);
        return new Node(id(table), lines, place.table(table), kind);
    }

    private static List<Edge> edges(List<Relationship> relationships) {
        return relationships.stream()
                .map(r -> new Edge(
                        id(r.from()),
                        id(r.to()),
                        String.join(", ", r.columns()),
                        r.state() == Relationship.State.INFERRED ? "dashed" : ""))
                .toList();
    }

    private static String id(TableName table) {
        return table.source() + "\n" + table.name();
    }
}
