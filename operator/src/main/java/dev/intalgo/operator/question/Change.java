package dev.intalgo.operator.question;

import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a Question changes in the repository.
 *
 * @param of      what makes it the same change as another
 * @param subject what it does, as a commit's first line: {@code Answer top_customers}
 * @param text    the question or whatever else there is to say
 */
record Change(Object of, String subject, String text, Edit edit) implements Edit {
    private static final int LONGEST_LINE = 100;

    @Override
    public Map<String, String> apply(Snapshot before) {
        return edit.apply(before);
    }

    /** What the commit of these says: of one all of it, of several one line each. */
    static String message(List<Change> changes) {
        if (changes.size() == 1) {
            return changes.getFirst().subject() + "\n\n" + changes.getFirst().text();
        }
        return changes.stream()
                .map(Change::line)
                .collect(Collectors.joining("\n", "Change %d answers\n\n".formatted(changes.size()), "\n"));
    }

    private String line() {
        var line = "- %s: %s".formatted(subject, text.replaceAll("\\s+", " "));
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }
}
