package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Piece.Kind;
import java.util.List;
import java.util.Map;

/** SQL as the parser gets it: what it would misread is replaced by as many other characters. */
final class Masked {
    private Masked() {}

    static String of(String sql, List<Piece> pieces, Dialect dialect, Map<Integer, Jinja.Call> templates) {
        StringBuilder masked = new StringBuilder(sql);
        int gap = 0;
        boolean newline = false;
        for (Piece piece : pieces) {
            oneLineBreak(masked, gap, piece.start(), newline && !piece.is(sql, '/'));
            if (piece.kind() == Kind.TEMPLATE) {
                name(masked, piece, templates.get(piece.start()).target(), dialect);
            }
            gap = piece.end();
            newline = !piece.is(sql, '/');
            if (piece.kind() == Kind.COMMENT && sql.startsWith("--", piece.start())) {
                // Its line break ends it, whatever comes next.
                gap = Math.min(sql.length(), piece.end() + 1);
                newline = false;
            }
        }
        return masked.toString();
    }

    /** The parser takes two blank lines, and a slash on a line of its own, for the end of a statement. */
    private static void oneLineBreak(StringBuilder sql, int from, int to, boolean keepFirst) {
        boolean keep = keepFirst;
        for (int i = from; i < to; i++) {
            char c = sql.charAt(i);
            if (c == '\n' && keep) {
                keep = false;
            } else if (c == '\n' || c == '\r') {
                sql.setCharAt(i, ' ');
            }
        }
    }

    /** A name in place of a {@code source()} or {@code ref()}, which is always longer. */
    private static void name(StringBuilder sql, Piece piece, Target target, Dialect dialect) {
        String name = switch (target) {
            case Target.Source source -> source.table();
            case Target.Ref ref -> ref.model();
        };
        String quote = dialect.doubleQuotedStrings() ? "`" : "\"";
        String mask = quote + name + quote;
        sql.replace(piece.start(), piece.end(), mask + " ".repeat(piece.end() - piece.start() - mask.length()));
    }
}
