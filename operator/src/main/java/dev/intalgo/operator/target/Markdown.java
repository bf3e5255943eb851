package dev.intalgo.operator.target;

import java.util.List;

/** What people read about a run in an orchestrator's console. */
final class Markdown {
    private static final int MOST_NODES = 100;

    private Markdown() {}

    /** The commit, and the question that each model answers. */
    static String of(Run run) {
        StringBuilder text = new StringBuilder();
        text.append("dbt project **").append(run.project()).append("** at commit `");
        text.append(run.commit()).append("`\n\n");
        List<Graph.Node> nodes = run.graph().nodes();
        for (Graph.Node node : nodes.subList(0, Math.min(nodes.size(), MOST_NODES))) {
            String about = node.question().isEmpty() ? node.description() : node.question();
            text.append("- **").append(oneLine(node.name())).append("**");
            text.append(about.isBlank() ? "" : ": " + oneLine(about)).append('\n');
        }
        if (nodes.size() > MOST_NODES) {
            text.append("- and ").append(nodes.size() - MOST_NODES).append(" more\n");
        }
        return text.append("\nMade by Intalgo: changes made here are overwritten.\n")
                .toString();
    }

    /** The question and the description, or nothing. It never ends in a file's name, which Airflow would open. */
    static String of(Graph.Node node) {
        StringBuilder text = new StringBuilder();
        if (!node.question().isBlank()) {
            text.append("> ").append(oneLine(node.question())).append("\n\n");
        }
        if (!node.description().isBlank()) {
            text.append(node.description().strip()).append("\n\n");
        }
        return text.isEmpty()
                ? ""
                : text.append("Built by dbt as ")
                        .append(node.uniqueId())
                        .append(" (dbt).\n")
                        .toString();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
