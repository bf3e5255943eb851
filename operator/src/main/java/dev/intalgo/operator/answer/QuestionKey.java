package dev.intalgo.operator.answer;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.dbt.Exchange;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.sql.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells whether an answer that is already there still answers its question, so that no LLM need be asked. */
public final class QuestionKey {
    private static final int DIGITS = 32;

    private QuestionKey() {}

    /** What was asked, and of whom. White space around the texts makes no difference. */
    public static String of(
            String text,
            List<Exchange> clarifications,
            Mode mode,
            String instructions,
            String promptVersion,
            String model) {
        String told = instructions == null ? "" : instructions.strip();
        return hash(Stream.concat(
                Stream.of(text.strip(), mode.name(), told, promptVersion, model),
                clarifications.stream()
                        .flatMap(c -> Stream.of(c.question().strip(), c.answer().strip()))));
    }

    /**
     * What the tables looked like that an answer reads. Models do not count: what they read is checked with their own
     * questions, and they may be renamed.
     */
    public static String slice(Catalog catalog, Collection<Target> references) {
        List<String> parts = references.stream()
                .flatMap(r -> r instanceof Target.Source source ? Stream.of(part(catalog, source)) : Stream.empty())
                .distinct()
                .sorted()
                .toList();
        return hash(parts.stream());
    }

    private static String part(Catalog catalog, Target.Source source) {
        return "source " + source.source() + "." + source.table() + " "
                + catalog.findInSource(source.source(), source.table())
                        .map(Table::hash)
                        .orElse("absent");
    }

    private static String hash(Stream<String> parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            parts.map(p -> p.getBytes(StandardCharsets.UTF_8)).forEach(bytes -> {
                // With its length before it, no part can run into the next.
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
