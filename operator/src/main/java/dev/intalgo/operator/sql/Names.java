package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Piece.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads dotted names from SQL. */
final class Names {
    private Names() {}

    /** A name without its quotes, doubled quotes undone. */
    static String unquoted(String name) {
        if (name.length() < 2) {
            return name;
        }
        char first = name.charAt(0);
        String inner = name.substring(1, name.length() - 1);
        return switch (first) {
            case '"' -> inner.replace("\"\"", "\"");
            case '`' -> inner.replace("``", "`");
            case '[' -> inner;
            default -> name;
        };
    }

    /**
     * A dotted name.
     *
     * @param parts its parts; empty where none is there
     * @param whole whether nothing else is there
     */
    record Dotted(List<Name> parts, boolean whole) {}

    /**
     * The dotted name at the start of {@code from}..{@code to}.
     *
     * @param pieces the pieces of the SQL, in order
     */
    static Dotted dotted(String sql, List<Piece> pieces, int from, int to, Dialect dialect) {
        List<Name> parts = new ArrayList<>();
        boolean wantsName = true;
        boolean whole = true;
        for (Piece piece : between(pieces, from, to)) {
            if (piece.kind() == Kind.COMMENT) {
                continue;
            }
            boolean name = piece.kind() == Kind.WORD || piece.kind() == Kind.QUOTED;
            if (wantsName ? !name : !piece.is(sql, '.')) {
                whole = false;
                break;
            }
            if (name) {
                add(parts, piece, piece.of(sql), dialect);
            }
            wantsName = !wantsName;
        }
        return new Dotted(List.copyOf(parts), whole && !wantsName);
    }

    private static void add(List<Name> parts, Piece piece, String written, Dialect dialect) {
        boolean quoted = piece.kind() == Kind.QUOTED;
        String text = unquoted(written);
        if (quoted && written.charAt(0) == '`' && dialect.dotsInBackticks()) {
            for (String part : text.split("\\.")) {
                parts.add(new Name(part, true, piece.start(), piece.end()));
            }
        } else {
            parts.add(new Name(text, quoted, piece.start(), piece.end()));
        }
    }

    /** The last part of a name as SQL has to spell it without the others, whose quotes it may share. */
    static String last(String sql, List<Name> parts) {
        Name last = parts.getLast();
        return sharesQuotes(parts) ? '`' + last.text() + '`' : sql.substring(last.start(), last.end());
    }

    /** Whether the last part and the one before it are in one pair of quotes. */
    static boolean sharesQuotes(List<Name> parts) {
        return parts.size() > 1
                && parts.get(parts.size() - 2).start() == parts.getLast().start();
    }

    private static List<Piece> between(List<Piece> pieces, int from, int to) {
        int low = firstFrom(pieces, from);
        int high = low;
        while (high < pieces.size() && pieces.get(high).start() < to) {
            high++;
        }
        return pieces.subList(low, high);
    }

    /** The index of the first piece that starts at {@code offset} or behind it. */
    static int firstFrom(List<Piece> pieces, int offset) {
        int low = 0;
        int high = pieces.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pieces.get(middle).start() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
