package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.TemplateSyntax;

import dev.intalgo.operator.sql.Piece.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Applies edits to SQL and makes sure that the only Jinja in the result is what was put there. */
final class Rendering {
    private Rendering() {}

    static String render(String sql, List<Piece> pieces, List<Edit> resolved) throws SqlRejected {
        return render(sql, pieces, resolved, 0, sql.length());
    }

    /** A part of it, which must not begin or end within an edit. */
    static String render(String sql, List<Piece> pieces, List<Edit> resolved, int from, int to) throws SqlRejected {
        List<Edit> edits = new ArrayList<>(resolved);
        for (Piece piece : pieces) {
            boolean literal = piece.kind() == Kind.STRING || piece.kind() == Kind.QUOTED;
            boolean jinja = literal && Jinja.hasDelimiter(piece.of(sql));
            if (jinja && resolved.stream().noneMatch(e -> e.start() <= piece.start() && piece.end() <= e.end())) {
                edits.add(new Edit(piece.start(), piece.end(), Jinja.escape(piece.of(sql))));
            }
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        StringBuilder out = new StringBuilder();
        int at = from;
        for (Edit edit : edits) {
            if (edit.start() < from || edit.end() > to) {
                continue;
            }
            if (edit.start() < at) {
                throw new IllegalStateException("two changes overlap at " + edit.start());
            }
            plain(out, sql, at, edit.start());
            boolean brace = !out.isEmpty() && out.charAt(out.length() - 1) == '{';
            if (brace && edit.text().startsWith("{")) {
                throw jinja();
            }
            out.append(edit.text());
            at = edit.end();
        }
        plain(out, sql, at, to);
        return out.toString();
    }

    private static void plain(StringBuilder out, String sql, int from, int to) throws SqlRejected {
        String text = sql.substring(from, to);
        if (Jinja.hasDelimiter(text)) {
            throw jinja();
        }
        out.append(text);
    }

    private static SqlRejected jinja() {
        return new SqlRejected(TemplateSyntax, "A brace stands where dbt would take it for Jinja: leave it out.");
    }
}
