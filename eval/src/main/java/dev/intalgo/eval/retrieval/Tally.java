package dev.intalgo.eval.retrieval;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What was counted over all questions in one catalog. */
final class Tally {
    private static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private final List<Long> nanoseconds = new ArrayList<>();
    private long indexed;
    private long tokens;
    private int complete;
    private int tables;
    private int tablesFound;
    private int columns;
    private int columnsFound;

    void indexed(long took) {
        indexed += took;
    }

    Tally asked(long took, String text) {
        nanoseconds.add(took);
        tokens += ENCODING.countTokensOrdinary(text);
        return this;
    }

    void tables(int found, int needed) {
        tables += needed;
        tablesFound += found;
        complete += found == needed ? 1 : 0;
    }

    void column(boolean found) {
        columns++;
        columnsFound += found ? 1 : 0;
    }

    boolean reaches(double recall, double milliseconds) {
        return tablesFound >= recall * tables && percentile(0.95) <= milliseconds;
    }

    /** A row of the table. */
    String row(int size, boolean described) {
        return String.format(
                Locale.ROOT,
                "| %,d | %s | %d | %s | %s | %s | %,d | %.1f ms | %.1f ms | %.1f s |",
                size,
                described ? "yes" : "none",
                nanoseconds.size(),
                RetrievalEvaluation.percent(complete, nanoseconds.size()),
                RetrievalEvaluation.percent(tablesFound, tables),
                RetrievalEvaluation.percent(columnsFound, columns),
                tokens / nanoseconds.size(),
                percentile(0.5),
                percentile(0.95),
                indexed / 1e9);
    }

    private double percentile(double part) {
        List<Long> sorted = new ArrayList<>(nanoseconds);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(part * sorted.size()))) / 1e6;
    }
}
