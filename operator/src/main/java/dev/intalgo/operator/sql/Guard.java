package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.ForbiddenFunction;
import static dev.intalgo.operator.sql.SqlRejected.Reason.NotOneSelect;
import static dev.intalgo.operator.sql.SqlRejected.Reason.Unparseable;

import dev.intalgo.operator.sql.Piece.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What can be refused by looking at words alone. It holds whatever the parser makes of the statement: a function's name
 * before a parenthesis is found wherever it stands.
 */
final class Guard {
    private static final int DEEPEST = 60;
    private static final Set<String> LOCKS = Set.of("update", "share", "no", "key", "read");
    private static final Set<String> LOCK_HINTS = Set.of("updlock", "xlock", "tablockx", "tablock", "holdlock");

    private final String sql;
    private final List<Piece> code;
    private final Dialect dialect;
    private final Set<String> denied;

    private Guard(String sql, List<Piece> code, Dialect dialect, Set<String> denied) {
        this.sql = sql;
        this.code = code;
        this.dialect = dialect;
        this.denied = denied;
    }

    static void check(String sql, List<Piece> pieces, Dialect dialect, Set<String> denied) throws SqlRejected {
        List<Piece> code = pieces.stream().filter(p -> p.kind() != Kind.COMMENT).toList();
        Guard guard = new Guard(sql, code, dialect, denied);
        guard.start();
        guard.depth();
        for (int i = 0; i < code.size(); i++) {
            guard.word(i);
        }
    }

    private String lower(int i) {
        return i >= 0 && i < code.size() && code.get(i).kind() == Kind.WORD
                ? code.get(i).of(sql).toLowerCase(Locale.ROOT)
                : "";
    }

    private boolean symbol(int i, char c) {
        return i >= 0 && i < code.size() && code.get(i).is(sql, c);
    }

    private void start() throws SqlRejected {
        int first = 0;
        while (symbol(first, '(')) {
            first++;
        }
        String word = lower(first);
        if (code.isEmpty()) {
            throw new SqlRejected(NotOneSelect, "There is no SQL: write one SELECT.");
        }
        if (!word.equals("select") && !word.equals("with")) {
            String found = code.get(Math.min(first, code.size() - 1)).of(sql);
            throw new SqlRejected(
                    NotOneSelect,
                    "Write one SELECT (or WITH … SELECT); this starts with "
                            + found.substring(0, Math.min(40, found.length())) + ".");
        }
    }

    private void depth() throws SqlRejected {
        int depth = 0;
        for (Piece piece : code) {
            if (piece.is(sql, '(') || piece.is(sql, '[')) {
                depth++;
            } else if (piece.is(sql, ')') || piece.is(sql, ']')) {
                depth--;
            }
            if (depth > DEEPEST) {
                throw new SqlRejected(
                        Unparseable, "It is nested more than " + DEEPEST + " levels deep: use WITH to flatten it.");
            }
        }
    }

    private void word(int i) throws SqlRejected {
        String word = lower(i);
        if (word.equals("into")) {
            throw new SqlRejected(NotOneSelect, "INTO writes its result somewhere: leave it out, only read.");
        }
        if (dialect.statements().contains(word)) {
            throw new SqlRejected(
                    NotOneSelect,
                    word.toUpperCase(Locale.ROOT) + " starts another statement: write one SELECT, and put a name that"
                            + " is a keyword in quotes.");
        }
        boolean locks = word.equals("for") && LOCKS.contains(lower(i + 1)) && !symbol(i + 2, '.')
                || word.equals("lock") && lower(i + 1).equals("in")
                || LOCK_HINTS.contains(word) && (symbol(i - 1, '(') || symbol(i - 1, ','));
        if (locks) {
            throw new SqlRejected(NotOneSelect, "It locks rows (" + word.toUpperCase(Locale.ROOT) + "): only read.");
        }
        boolean sequence = word.equals("next")
                        && lower(i + 1).equals("value")
                        && lower(i + 2).equals("for")
                || (word.equals("nextval") || word.equals("currval")) && symbol(i - 1, '.');
        if (sequence) {
            throw new SqlRejected(
                    ForbiddenFunction, "It takes a value from a sequence, which changes it: leave it out.");
        }
        boolean withoutParentheses = dialect.callsNeedNoParentheses() && symbol(i + 1, '.');
        if (symbol(i + 1, '(') || withoutParentheses) {
            call(i);
        }
    }

    private void call(int i) throws SqlRejected {
        Piece piece = code.get(i);
        if (piece.kind() != Kind.WORD && piece.kind() != Kind.QUOTED) {
            return;
        }
        String name = Names.unquoted(piece.of(sql));
        boolean qualified = symbol(i - 1, '.') && i >= 2 && code.get(i - 2).kind() != Kind.SYMBOL;
        String schema = qualified ? Names.unquoted(code.get(i - 2).of(sql)) : "";
        // BigQuery takes a whole path in one pair of backticks.
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (Functions.denied(schema, last, denied)) {
            throw new SqlRejected(
                    ForbiddenFunction,
                    "The function " + name + " is not allowed: it can reach files, other systems, settings or"
                            + " sequences, or wait. Use only functions that compute with the tables' values.");
        }
    }
}
