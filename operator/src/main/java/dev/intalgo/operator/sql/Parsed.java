package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.NotOneSelect;
import static dev.intalgo.operator.sql.SqlRejected.Reason.Unparseable;

import dev.intalgo.operator.sql.Piece.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SetOperationList;

/**
 * A SELECT and its parse tree.
 *
 * @param statement the statement
 * @param root      the tree's root; the {@code value} of a node is the part of the statement that it became
 */
record Parsed(Statement statement, Node root) {

    /** Parses on the calling thread; {@code onParser} gets each parser before it starts, to be able to interrupt it. */
    static Parsed parse(String sql, List<Piece> pieces, Dialect dialect, Consumer<CCJSqlParser> onParser)
            throws SqlRejected {
        try {
            return parse(sql, pieces, dialect, false, onParser);
        } catch (ParseException | TokenMgrException simple) {
            // The quick grammar knows no deeply nested conditions; only the slow one can say what is wrong.
            try {
                return parse(sql, pieces, dialect, true, onParser);
            } catch (ParseException | TokenMgrException e) {
                throw new SqlRejected(Unparseable, "The SQL cannot be parsed. " + firstLine(e.getMessage()));
            }
        }
    }

    private static Parsed parse(
            String sql, List<Piece> pieces, Dialect dialect, boolean complex, Consumer<CCJSqlParser> onParser)
            throws SqlRejected, ParseException {
        CCJSqlParser parser = CCJSqlParserUtil.newParser(sql)
                .withAllowComplexParsing(complex)
                .withDialect(dialect.parserDialect())
                .withSquareBracketQuotation(dialect.bracketNames());
        onParser.accept(parser);
        Token before = parser.getToken(0);
        Statement statement = parser.Statement();
        if (parser.getNextToken().kind != 0) {
            throw new SqlRejected(NotOneSelect, "Write exactly one SELECT: there is something after its end.");
        }
        boolean select = statement instanceof PlainSelect
                || statement instanceof SetOperationList
                || statement instanceof ParenthesedSelect;
        if (!select) {
            throw new SqlRejected(
                    NotOneSelect, "Write one SELECT (or WITH … SELECT); this is another kind of statement.");
        }
        agree(sql, pieces, before.next);
        return new Parsed(statement, parser.getASTRoot());
    }

    /** Where a token starts in the SQL; the parser counts from one. */
    static int start(Token token) {
        return token.absoluteBegin - 1;
    }

    static int end(Token token) {
        return token.absoluteEnd - 1;
    }

    /**
     * Fails unless parser and lexer agree on what is a comment and what is in quotes. What one of them took for a
     * comment and the other for code would not have been checked.
     */
    private static void agree(String sql, List<Piece> pieces, Token first) throws SqlRejected {
        Set<Integer> starts = new HashSet<>();
        List<String> comments = new ArrayList<>();
        for (Token token = first; token != null; token = token.next) {
            starts.add(start(token));
            // Chained backwards, and without a position.
            int at = comments.size();
            for (Token special = token.specialToken; special != null; special = special.specialToken) {
                comments.add(at, special.image.stripTrailing());
            }
        }
        List<String> seen = new ArrayList<>();
        for (Piece piece : pieces) {
            boolean quoted = piece.kind() == Kind.STRING || piece.kind() == Kind.QUOTED;
            if (piece.kind() == Kind.COMMENT) {
                seen.add(piece.of(sql).stripTrailing());
            } else if (quoted && !starts.contains(piece.start()) && !prefixed(sql, piece, starts)) {
                throw disagreement();
            }
        }
        if (!seen.equals(comments)) {
            throw disagreement();
        }
        inside(pieces, first);
    }

    /** A string may have a letter before it, as in {@code E'…'} or {@code N'…'}, which the parser takes as part of it. */
    private static boolean prefixed(String sql, Piece piece, Set<Integer> starts) {
        int start = piece.start();
        while (start > 0 && start > piece.start() - 4 && Character.isLetter(sql.charAt(start - 1))) {
            start--;
            if (starts.contains(start)) {
                return true;
            }
        }
        return false;
    }

    private static void inside(List<Piece> pieces, Token first) throws SqlRejected {
        int i = 0;
        for (Token token = first; token != null && token.kind != 0; token = token.next) {
            while (i < pieces.size() && pieces.get(i).end() <= start(token)) {
                i++;
            }
            if (i < pieces.size() && pieces.get(i).start() < start(token)) {
                Kind kind = pieces.get(i).kind();
                if (kind == Kind.STRING || kind == Kind.QUOTED || kind == Kind.COMMENT) {
                    throw disagreement();
                }
            }
        }
    }

    private static SqlRejected disagreement() {
        return new SqlRejected(
                Unparseable, "Its quotes or comments can be read in more than one way: write it more plainly.");
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").replaceAll(" ?\\(inside.*", "");
    }
}
