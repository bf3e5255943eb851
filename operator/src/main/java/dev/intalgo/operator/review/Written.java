package dev.intalgo.operator.review;

import dev.intalgo.operator.kube.Hashes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a description says between marks that people do not see; what people write before and after stays theirs.
 *
 * @param key      what is answered: a pull request that was closed rejects the answer to this
 * @param answered the comments that were answered
 * @param hash     names the text between the marks
 */
public record Written(String key, Set<String> answered, String hash) {
    private static final Pattern BEGIN =
            Pattern.compile("<!-- intalgo key=([0-9a-zA-Z]*) hash=([0-9a-z]*) answered=([-0-9a-zA-Z,]*) -->");
    private static final String END = "<!-- /intalgo -->";

    /** What a description has of ours; empty where a person took it away. */
    public static Optional<Written> in(String body) {
        Matcher begin = BEGIN.matcher(body);
        return begin.find() ? Optional.of(of(begin)) : Optional.empty();
    }

    private static Written of(Matcher begin) {
        Set<String> answered = new TreeSet<>(List.of(begin.group(3).split(",")));
        answered.remove("");
        return new Written(begin.group(1), answered, begin.group(2));
    }

    /** A new description. */
    public static String anew(String key, Set<String> answered, String text) {
        return "%s\n%s\n%s".formatted(new Written(key, answered, hash(text)).begin(), text, END);
    }

    private String begin() {
        return "<!-- intalgo key=%s hash=%s answered=%s -->"
                .formatted(key, hash, String.join(",", new TreeSet<>(answered)));
    }

    /** A description with another text of ours; empty where there is nothing to change. */
    public static Optional<String> changed(String body, String key, Set<String> answered, String text) {
        Matcher begin = BEGIN.matcher(body);
        if (!begin.find() || of(begin).equals(new Written(key, Set.copyOf(answered), hash(text)))) {
            return Optional.empty();
        }
        int end = body.indexOf(END, begin.end());
        String rest = end < 0 ? "" : body.substring(end + END.length());
        return Optional.of(body.substring(0, begin.start()) + anew(key, answered, text) + rest);
    }

    /** A description that says of more comments that they were answered; empty where a person took our marks away. */
    public static Optional<String> also(String body, Set<String> comments) {
        Matcher begin = BEGIN.matcher(body);
        if (!begin.find()) {
            return Optional.empty();
        }
        Written before = of(begin);
        Set<String> all = new TreeSet<>(before.answered());
        all.addAll(comments);
        return Optional.of(body.substring(0, begin.start())
                + new Written(before.key(), all, before.hash()).begin()
                + body.substring(begin.end()));
    }

    private static String hash(String text) {
        return Hashes.of(List.of(text));
    }
}
