package dev.intalgo.people;

import java.util.List;

/**
 * What another name for a Question's answer would change in the project's repository.
 *
 * @param from its name now
 * @param question the Question object whose {@code spec.name} it is
 * @param taken what has the new name already; empty where it is free
 * @param changes the files that change; none where the name is taken
 * @param left where the old name still stands afterwards: in comments and other texts, at most {@value #MOST_LEFT} of them
 */
public record RenamePreview(
        String from, String to, String question, String taken, List<Change> changes, List<Mention> left) {
    /** How many mentions are listed at most. */
    public static final int MOST_LEFT = 50;

    public RenamePreview {
        changes = List.copyOf(changes);
        left = List.copyOf(left);
    }

    /**
     * A file that changes.
     *
     * @param before where it is now; empty where it is new
     * @param after where it will be; empty where it goes
     * @param edits in their order
     */
    public record Change(String before, String after, List<Edit> edits) {
        public Change {
            edits = List.copyOf(edits);
        }
    }

    /**
     * Lines that change.
     *
     * @param line the number of the first, in the file as it is now; from 1
     */
    public record Edit(int line, List<String> before, List<String> after) {
        public Edit {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * A line.
     *
     * @param line its number, from 1
     */
    public record Mention(String path, int line, String text) {}
}
