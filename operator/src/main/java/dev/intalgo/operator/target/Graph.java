package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/**
 * What a selection runs, and in which order.
 *
 * @param nodes models, seeds and snapshots, sorted by unique id
 * @param tests tests that no pod of a single model runs, as they look at several models that do not build on one
 *     another; sorted by unique id
 * @param checks all tests of the nodes, those in {@code tests} too; sorted by unique id
 */
public record Graph(List<Node> nodes, List<Test> tests, List<Check> checks) {
    public Graph {
        nodes = List.copyOf(nodes);
        tests = List.copyOf(tests);
        checks = List.copyOf(checks);
    }

    /** A graph of which only the tests are known that no pod of a single model runs. */
    public Graph(List<Node> nodes, List<Test> tests) {
        this(nodes, tests, List.of());
    }

    /**
     * Reads dbt's manifest.
     *
     * @param manifest a manifest, stripped or not
     * @param selected unique ids of what is selected; those of tests and of what is not in the manifest are passed over
     */
    public static Graph of(JsonNode manifest, Collection<String> selected) {
        return new ManifestReader(manifest, selected).graph();
    }

    /**
     * A model, seed or snapshot.
     *
     * @param uniqueId dbt's unique id
     * @param name the name, which no other node of the graph has: with its package in front if it is not of the
     *     project itself, and its version behind if it has one
     * @param resourceType model, seed or snapshot
     * @param select the dbt selector that chooses this node only
     * @param dependsOn unique ids of the graph's nodes that must be run before, also where others that are not
     *     selected lie in between
     * @param upstream names of what it reads directly that is not in the graph: models, and sources as source.table
     * @param tags dbt's tags
     * @param description the description, or empty
     * @param question the question that it answers, or empty
     * @param checksum what tells one version of its own code from another, or empty
     */
    public record Node(
            String uniqueId,
            String name,
            String resourceType,
            String select,
            List<String> dependsOn,
            List<String> upstream,
            List<String> tags,
            String description,
            String question,
            String checksum) {

        public Node {
            dependsOn = List.copyOf(dependsOn);
            upstream = List.copyOf(upstream);
            tags = List.copyOf(tags);
        }

        /** A node of which the checksum is not known. */
        public Node(
                String uniqueId,
                String name,
                String resourceType,
                String select,
                List<String> dependsOn,
                List<String> upstream,
                List<String> tags,
                String description,
                String question) {
            this(uniqueId, name, resourceType, select, dependsOn, upstream, tags, description, question, "");
        }
    }

    /**
     * A test.
     *
     * @param name the name, by which dbt selects it
     * @param dependsOn unique ids of the graph's nodes that it looks at: at least one
     */
    public record Test(String uniqueId, String name, List<String> dependsOn) {
        public Test {
            dependsOn = List.copyOf(dependsOn);
        }
    }

    /**
     * What a test says of a node.
     *
     * @param uniqueId the test's
     * @param name the test's, by which dbt selects it
     * @param node unique id of the node that it is about
     * @param others unique ids of the graph's other nodes that it looks at
     */
    public record Check(String uniqueId, String name, String node, List<String> others) {
        public Check {
            others = List.copyOf(others);
        }
    }
}
