package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.TemplateSyntax;
import static dev.intalgo.operator.sql.SqlRejected.Reason.Unparseable;

import dev.intalgo.operator.sql.Piece.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits SQL into pieces, and refuses whatever databases (or the parser) split differently from one another: text that
 * one takes for a string and another for code is how a check is got round. None of it is needed for a question.
 */
final class Lexer {
    private final String sql;
    private final Dialect dialect;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;

    private Lexer(String sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    static List<Piece> pieces(String sql, Dialect dialect) throws SqlRejected {
        Lexer lexer = new Lexer(sql, dialect);
        while (lexer.at < sql.length()) {
            lexer.next();
        }
        return lexer.pieces;
    }

    private void next() throws SqlRejected {
        char c = sql.charAt(at);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' && peek(1) == '\n') {
            at++;
        } else if (c == '\'') {
            quoted(Kind.STRING, '\'');
        } else if (c == '"' || c == '`') {
            quoted(Kind.QUOTED, c);
        } else if (c == '[' && dialect.bracketNames()) {
            quoted(Kind.QUOTED, ']');
        } else if (c == '-' && peek(1) == '-') {
            lineComment();
        } else if (c == '/' && peek(1) == '*') {
            blockComment();
        } else if (c == '{' && (peek(1) == '{' || peek(1) == '%' || peek(1) == '#')) {
            template();
        } else if (c >= '0' && c <= '9') {
            run(Kind.NUMBER);
        } else if (startsWord(sql.codePointAt(at))) {
            word();
        } else {
            symbol(c);
        }
    }

    private char peek(int ahead) {
        return at + ahead < sql.length() ? sql.charAt(at + ahead) : '\0';
    }

    private void add(Kind kind, int end) {
        pieces.add(new Piece(kind, at, end));
        at = end;
    }

    private void quoted(Kind kind, char close) throws SqlRejected {
        if (dialect.tripleQuotes() && peek(1) == close && peek(2) == close) {
            throw unparseable("a string in triple quotes", "write it in single quotes");
        }
        for (int i = at + 1; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '\0' || isInvisible(c)) {
                throw unparseable("an invisible character in a string", "leave it out");
            }
            boolean odd = close == ']'
                    ? "'\"`[".indexOf(c) >= 0
                    : c == '\\' && i + 1 < sql.length() && isBackslashTrap(i, close);
            if (odd) {
                throw unparseable(
                        "a backslash or quote that databases read differently", "write '' for a quote in a string");
            }
            if (c == close) {
                boolean doubled = i + 1 < sql.length() && sql.charAt(i + 1) == close;
                if (!doubled) {
                    add(kind, i + 1);
                    return;
                }
                i++;
            }
        }
        throw unparseable("a quote that is not closed", "close it");
    }

    private boolean isBackslashTrap(int backslash, char close) {
        int i = backslash;
        while (i < sql.length() && sql.charAt(i) == '\\') {
            i++;
        }
        return i < sql.length() && sql.charAt(i) == close;
    }

    private void lineComment() throws SqlRejected {
        if (dialect.dashesNeedSpace() && at + 2 < sql.length() && !Character.isWhitespace(sql.charAt(at + 2))) {
            throw unparseable("-- without a space after it", "write -- followed by a space");
        }
        if (peek(2) == '+') {
            throw unparseable("a comment that the database acts on", "leave it out");
        }
        int end = sql.indexOf('\n', at);
        comment(end < 0 ? sql.length() : end);
    }

    private void blockComment() throws SqlRejected {
        char after = peek(2);
        if (after == '!' || after == '+' || after == 'M' && peek(3) == '!') {
            throw unparseable("a comment that the database acts on", "leave it out");
        }
        int end = sql.indexOf("*/", at + 2);
        if (end < 0 || sql.substring(at + 2, end).contains("/*")) {
            throw unparseable("a comment that is not closed or holds another", "leave it out");
        }
        comment(end + 2);
    }

    private void comment(int end) throws SqlRejected {
        String text = sql.substring(at, end);
        if (Jinja.hasDelimiter(text)) {
            throw new SqlRejected(TemplateSyntax, "A comment has Jinja in it, which dbt would run: leave it out.");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean loneReturn = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) != '\n';
            boolean lastReturn = c == '\r' && i + 1 == text.length() && end < sql.length() && sql.charAt(end) != '\n';
            if (loneReturn || lastReturn || (c < ' ' && c != '\t' && c != '\n' && c != '\r') || isInvisible(c)) {
                throw unparseable("an unusual line break or invisible character in a comment", "leave it out");
            }
        }
        add(Kind.COMMENT, end);
    }

    private void template() throws SqlRejected {
        Jinja.Call call = Jinja.call(sql, at);
        if (call == null) {
            throw new SqlRejected(
                    TemplateSyntax,
                    "Jinja is not allowed here, except {{ source('schema', 'table') }} and {{ ref('model') }} in place"
                            + " of a table: write plain SQL.");
        }
        add(Kind.TEMPLATE, call.end());
    }

    private static boolean startsWord(int codePoint) {
        return codePoint == '_' || Character.isLetter(codePoint);
    }

    private void word() throws SqlRejected {
        int start = at;
        run(Kind.WORD);
        String word = sql.substring(start, at);
        char next = at < sql.length() ? sql.charAt(at) : '\0';
        boolean oracleQuote = next == '\'' && (word.equalsIgnoreCase("q") || word.equalsIgnoreCase("nq"));
        boolean unicodeEscape = next == '&' && word.equalsIgnoreCase("u") && (peek(1) == '\'' || peek(1) == '"');
        if (oracleQuote || unicodeEscape) {
            throw unparseable("a string or name of the form q'…' or U&'…'", "write it in plain quotes");
        }
    }

    private void run(Kind kind) {
        int end = at;
        while (end < sql.length()) {
            int c = sql.codePointAt(end);
            boolean decimal = kind == Kind.NUMBER && c == '.';
            boolean part = c == '$' ? kind == Kind.WORD : c == '_' || Character.isLetterOrDigit(c) || isMark(c);
            if (!part && !decimal) {
                break;
            }
            end += Character.charCount(c);
        }
        add(kind, end);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private void symbol(char c) throws SqlRejected {
        char next = peek(1);
        if (c == '/' && next == '/') {
            throw unparseable("//", "write / for a division and -- for a comment");
        }
        if (c == '$') {
            throw unparseable("$ outside a name", "write strings in single quotes and no parameters");
        }
        if (c == '\\') {
            throw unparseable("a backslash", "leave it out");
        }
        if (c == '#' && !dialect.hashOperators()) {
            throw unparseable("#", "write -- for a comment");
        }
        if (c == '@' && (startsWord(next) || "@'\"`~%".indexOf(next) >= 0 && next != '\0' && startsWordAfter(next))) {
            throw unparseable("@ before a name", "use no variables, stages or links");
        }
        if (c > '~' || c < ' ') {
            throw unparseable("the character U+%04X".formatted((int) c), "put it in quotes or leave it out");
        }
        add(Kind.SYMBOL, at + 1);
    }

    /** {@code @@} is an operator of PostgreSQL, but with a name right after it a variable of MySQL. */
    private boolean startsWordAfter(char next) {
        return next != '@' || startsWord(peek(2));
    }

    /** Turns the direction of text, breaks lines or is nothing to see: none may hide in a literal or a comment. */
    private static boolean isInvisible(char c) {
        return c >= '\u202A' && c <= '\u202E'
                || c >= '\u2066' && c <= '\u2069'
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u0085'
                || c == '\uFEFF';
    }

    private SqlRejected unparseable(String what, String change) {
        long line = sql.substring(0, Math.min(at, sql.length())).lines().count();
        return new SqlRejected(
                Unparseable,
                "Line " + Math.max(1, line) + " has " + what + ", which cannot be checked: " + change + ".");
    }
}
