package dev.intalgo.operator.question;

import dev.intalgo.operator.dbt.Aliases;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.operator.dbt.TakenNames;
import dev.intalgo.people.RenamePreview;
import dev.intalgo.people.RenamePreview.Change;
import dev.intalgo.people.RenamePreview.Edit;
import dev.intalgo.people.RenamePreview.Mention;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** What another name for an answer would change, without changing it. */
public final class Renaming {
    private final Place from;
    private final String to;
    private final Map<String, String> files;

    /**
     * @param from where there is an answer
     * @param files as they are now
     */
    public Renaming(Place from, String to, Map<String, String> files) {
        this.from = from;
        this.to = to;
        this.files = files;
    }

    /**
     * @param question the Question's object
     * @param keepOldName whether a view of the old name stays
     */
    public RenamePreview preview(String question, boolean keepOldName) {
        var taken = TakenNames.of(files).by(to, own()).orElse("");
        if (!taken.isEmpty() || to.equals(from.name())) {
            return new RenamePreview(from.name(), to, question, taken, List.of(), List.of());
        }
        var path = AnswerFiles.sqlPath(from.name(), from.mode(), files).orElseThrow();
        var changed = new Relocation(path, new Place(to, from.mode())).move(keepOldName, files);
        return new RenamePreview(from.name(), to, question, "", changes(changed), left(changed));
    }

    /** The view that keeps an earlier name gives way to the model itself. */
    private Set<String> own() {
        Set<String> own = new HashSet<>();
        AnswerFiles.sqlPath(from.name(), from.mode(), files).ifPresent(own::add);
        if (Aliases.of(from.name(), files).contains(to)) {
            AnswerFiles.sqlPath(to, Mode.MODEL, files).ifPresent(own::add);
        }
        return own;
    }

    private List<Change> changes(Map<String, String> changed) {
        Set<String> moved = new HashSet<>();
        List<Change> changes = new ArrayList<>();
        new TreeMap<>(changed).forEach((path, text) -> {
            var source = text == null || files.containsKey(path) ? path : source(path);
            if (text != null && !source.isEmpty() && !source.equals(path)) {
                moved.add(source);
                changes.add(change(source, path, text));
            }
        });
        new TreeMap<>(changed).forEach((path, text) -> {
            var isNew = !files.containsKey(path);
            if (moved.contains(path) ? text != null : !isNew) {
                // Where a file has moved, what takes its place is new.
                changes.add(change(moved.contains(path) ? "" : path, path, text));
            } else if (isNew && source(path).isEmpty()) {
                changes.add(change("", path, text));
            }
        });
        return changes;
    }

    /** The file that is there as this one from now on; empty where it is new. */
    private String source(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        if (!name.matches(Pattern.quote(to) + "\\.\\w+")) {
            return "";
        }
        var before = path.substring(0, path.length() - name.length()) + from.name() + name.substring(to.length());
        return files.containsKey(before) ? before : "";
    }

    private Change change(String before, String after, String text) {
        return new Change(
                before, text == null ? "" : after, edits(files.getOrDefault(before, ""), text == null ? "" : text));
    }

    private static List<Edit> edits(String before, String after) {
        var old = new RawText(before.getBytes(StandardCharsets.UTF_8));
        var now = new RawText(after.getBytes(StandardCharsets.UTF_8));
        return new HistogramDiff()
                .diff(RawTextComparator.DEFAULT, old, now).stream()
                        .map(edit -> new Edit(
                                edit.getBeginA() + 1,
                                lines(old, edit.getBeginA(), edit.getEndA()),
                                lines(now, edit.getBeginB(), edit.getEndB())))
                        .toList();
    }

    private static List<String> lines(RawText text, int from, int to) {
        return IntStream.range(from, to).mapToObj(text::getString).toList();
    }

    /** Where the old name still stands as a word of its own: nobody but a person can tell what is meant by it. */
    private List<Mention> left(Map<String, String> changed) {
        Map<String, String> after = new HashMap<>(files);
        after.putAll(changed);
        after.values().removeIf(Objects::isNull);
        var word = Pattern.compile("(?<![\\w])" + Pattern.quote(from.name()) + "(?![\\w])");
        List<Mention> left = new ArrayList<>();
        new TreeMap<>(after).forEach((path, text) -> {
            if (text.contains(from.name()) && !isAlias(path)) {
                mentions(path, text, word, left);
            }
        });
        return left;
    }

    private boolean isAlias(String path) {
        return path.matches("(.*/)?" + Pattern.quote(from.name()) + "\\.\\w+");
    }

    private static void mentions(String path, String text, Pattern word, List<Mention> left) {
        Matcher found = word.matcher(text);
        int at = 0;
        int line = 1;
        while (found.find() && left.size() < RenamePreview.MOST_LEFT) {
            line += (int) text.substring(at, found.start())
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            at = found.start();
            if (left.isEmpty()
                    || left.getLast().line() != line
                    || !left.getLast().path().equals(path)) {
                left.add(new Mention(path, line, line(text, at).strip()));
            }
        }
    }

    private static String line(String text, int at) {
        int end = text.indexOf('\n', at);
        return text.substring(text.lastIndexOf('\n', at) + 1, end < 0 ? text.length() : end);
    }
}
