package dev.intalgo.operator.review;

import dev.intalgo.operator.dbt.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** What reviewers say as the LLM is told it, and what they are told. */
public final class Replies {
    /** The newest of them: who says more wants to write the SQL. */
    private static final int MOST_COMMENTS = 20;

    private static final int LONGEST_COMMENT = 1_000;
    private static final int LONGEST_LINE = 200;
    private static final int LONGEST_TEXT = 15_000;

    private Replies() {}

    /**
     * The newest comments, each shortened, with the lines that they are about.
     *
     * @param files the files on the branch, by their paths from the dbt project's folder
     */
    public static String forLlm(List<Comment> comments, Map<String, String> files) {
        return comments.stream()
                .skip(Math.max(0, comments.size() - MOST_COMMENTS))
                .map(comment ->
                        "- " + where(comment, files) + cut(comment.text().strip(), LONGEST_COMMENT))
                .collect(Collectors.joining("\n"));
    }

    private static String where(Comment comment, Map<String, String> files) {
        if (comment.path().isEmpty()) {
            return "";
        }
        String name = comment.path().substring(comment.path().lastIndexOf('/') + 1);
        String place = comment.line() > 0 ? "%s, line %d".formatted(name, comment.line()) : name;
        return files.entrySet().stream()
                .filter(file ->
                        comment.path().equals(file.getKey()) || comment.path().endsWith("/" + file.getKey()))
                .findFirst()
                .flatMap(file -> file.getValue()
                        .lines()
                        .skip(Math.max(0, comment.line() - 1))
                        .findFirst())
                .filter(line -> comment.line() > 0 && !line.isBlank())
                .map(line -> "Of %s (%s): ".formatted(place, cut(line.strip(), LONGEST_LINE)))
                .orElse("Of %s: ".formatted(place));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    /** What became of the comments. */
    public static String better(String before, Answer answer, List<Comment> comments) {
        String people = comments.stream()
                .map(Comment::author)
                .distinct()
                .map(Markdown::code)
                .collect(Collectors.joining(", "));
        return "The question was answered anew after what %s said. What changed:\n\n%s\n\n%s"
                .formatted(
                        people,
                        Markdown.block("diff", diff(before, answer.sql()), LONGEST_TEXT),
                        answer.description().isEmpty()
                                ? ""
                                : Markdown.block("text", answer.description(), LONGEST_COMMENT))
                .strip();
    }

    /** Why the answer stays as it is. */
    public static String noBetter(String why) {
        return "There is no better answer, and the one here stays as it is. Say more, or edit the SQL on this branch.\n\n"
                + Markdown.block("text", why, LONGEST_COMMENT);
    }

    private static String diff(String before, String after) {
        RawText old = raw(before);
        RawText now = raw(after);
        var out = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.format(new HistogramDiff().diff(RawTextComparator.DEFAULT, old, now), old, now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static RawText raw(String text) {
        return new RawText((text.strip() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
