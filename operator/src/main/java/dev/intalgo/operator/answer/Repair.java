package dev.intalgo.operator.answer;

import java.util.List;
import java.util.Optional;

/** When to stop asking an LLM to correct itself. */
public final class Repair {
    /** How often an answer is sent back with its error. */
    public static final int ROUNDS = 3;

    private Repair() {}

    /**
     * Why no further round is worth it, or empty where the LLM should be asked again.
     *
     * @param failed all answers so far, none of which was accepted, the oldest first
     */
    public static Optional<String> stop(List<Attempt> failed) {
        long different = failed.stream()
                .map(a -> normal(a.sql()))
                .filter(s -> !s.isEmpty())
                .distinct()
                .count();
        long written = failed.stream().filter(a -> !a.sql().isBlank()).count();
        if (different < written) {
            return Optional.of("the LLM wrote the same SQL again");
        }
        if (failed.size() > ROUNDS) {
            return Optional.of("it was corrected " + ROUNDS + " times");
        }
        return Optional.empty();
    }

    /** What was wrong with the same SQL before, where it was not accepted. */
    static Optional<Draft.Rejected> before(List<Draft.Rejected> failed, String sql) {
        return failed.stream()
                .filter(rejected -> normal(rejected.sql()).equals(normal(sql)))
                .findFirst();
    }

    private static String normal(String sql) {
        return sql.replaceAll("\\s+", " ").strip().replaceAll(";$", "").strip();
    }
}
