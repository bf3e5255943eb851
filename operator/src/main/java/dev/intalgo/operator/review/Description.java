package dev.intalgo.operator.review;

import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.Exchange;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.ModelColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a pull request says of an answer. Whatever others wrote is in code blocks: there nobody is called by {@code @},
 * no issue is closed and no command is run.
 */
public final class Description {
    private static final int LONGEST_TEXT = 4_000;
    private static final int LONGEST_SQL = 15_000;
    private static final int MOST_ROWS = 20;
    private static final int LONGEST_CELL = 60;

    private Description() {}

    /**
     * The description, in Markdown.
     *
     * @param preview the answer's first rows; empty where the project does not share them
     * @param calls   how often the LLM was asked
     * @param longest how long it may be, in characters; what is less important is left out
     */
    public static String of(Answer answer, List<List<String>> preview, int calls, int longest) {
        List<String> parts = new ArrayList<>();
        String kind = answer.mode() == Mode.MODEL ? "model" : "analysis";
        parts.add("This adds the %s `%s`, the answer to:\n\n%s"
                .formatted(kind, answer.name(), Markdown.block("text", question(answer), LONGEST_TEXT)));
        parts.add("### SQL\n\n" + Markdown.block("sql", answer.sql(), LONGEST_SQL));
        if (!answer.warnings().isEmpty()) {
            String warnings = answer.warnings().stream().map(w -> "- " + w).collect(Collectors.joining("\n"));
            parts.add("### Worth a look\n\n" + Markdown.block("text", warnings, LONGEST_TEXT));
        }
        parts.add("### Checks\n\n" + checks(answer));
        if (!answer.references().isEmpty()) {
            parts.add("### Reads\n\n"
                    + answer.references().stream()
                            .map(reference -> "- " + Markdown.code(reference))
                            .collect(Collectors.joining("\n")));
        }
        if (!preview.isEmpty()) {
            parts.add("### First rows\n\n" + Markdown.block("text", rows(answer, preview), LONGEST_TEXT));
        }
        parts.add("### Cost\n\n" + cost(answer, calls));
        parts.add("Merge it to accept the answer. Comments by people who may write here have it answered anew. Close it"
                + " to reject it.");
        return joined(parts, longest);
    }

    private static String question(Answer answer) {
        StringBuilder text = new StringBuilder(answer.question());
        for (Exchange exchange : answer.clarifications()) {
            text.append("\n\nAsked back: ").append(exchange.question());
            text.append("\nAnswer: ").append(exchange.answer());
        }
        return text.toString();
    }

    private static String checks(Answer answer) {
        List<String> checks = new ArrayList<>();
        checks.add("- dbt compiled it.");
        checks.add("- The database planned it and ran it, reading only, for some rows.");
        checks.add("- It gives out %d columns: %s."
                .formatted(
                        answer.columns().size(),
                        answer.columns().stream()
                                .map(column -> Markdown.code(column.name()))
                                .limit(50)
                                .collect(Collectors.joining(", "))));
        if (answer.mode() == Mode.MODEL && answer.grain().size() == 1) {
            checks.add("- dbt will test %s: `unique`, `not_null`."
                    .formatted(Markdown.code(answer.grain().getFirst())));
        }
        return String.join("\n", checks);
    }

    private static String rows(Answer answer, List<List<String>> preview) {
        List<String> lines = new ArrayList<>();
        lines.add(answer.columns().stream().map(ModelColumn::name).collect(Collectors.joining(" | ")));
        preview.stream()
                .limit(MOST_ROWS)
                .forEach(row -> lines.add(row.stream().map(Description::cell).collect(Collectors.joining(" | "))));
        return String.join("\n", lines);
    }

    private static String cell(String value) {
        String line = value == null ? "" : value.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_CELL ? line : line.substring(0, LONGEST_CELL) + "…";
    }

    private static String cost(Answer answer, int calls) {
        return answer.llm().isEmpty()
                ? "A person wrote the SQL: no LLM was asked."
                : "%s read %,d tokens and wrote %,d%s."
                        .formatted(
                                Markdown.code(answer.llm()),
                                answer.inputTokens(),
                                answer.outputTokens(),
                                switch (calls) {
                                    case 0 -> "";
                                    case 1 -> ", in one call";
                                    default -> ", in %d calls".formatted(calls);
                                });
    }

    /** The parts as far as there is room; the first, shortened if need be, and what to do are always there. */
    private static String joined(List<String> parts, int longest) {
        String last = parts.getLast();
        StringBuilder text = new StringBuilder();
        int room = longest - last.length() - 100;
        boolean left = false;
        for (String part : parts.subList(0, parts.size() - 1)) {
            if (text.length() + part.length() + 2 <= room) {
                text.append(part).append("\n\n");
            } else {
                left = true;
            }
        }
        return text + (left ? "There is no room for the rest here: see the changed files.\n\n" : "") + last;
    }
}
