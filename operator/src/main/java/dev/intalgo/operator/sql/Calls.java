package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.ForbiddenFunction;

import dev.intalgo.operator.sql.Piece.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.parser.CCJSqlParserTreeConstants;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.statement.select.TableFunction;

/**
 * Refuses calls of functions that are not known to only compute. What the parser says is a call is looked at in its
 * tree. But where it says that a name before a parenthesis is none, the database may think otherwise: so whatever the
 * tree has no explanation for must be a word that SQL itself has there.
 */
final class Calls implements CCJSqlParserTreeConstants {
    /** Keywords and types that stand before a parenthesis, besides those that are called like functions. */
    private static final Set<String> WORDS = Set.of(
            ("against all and any apply array as between bernoulli bignumeric binary bit blob block bpchar by bytes case"
                            + " character clob columns cross datetime2 datetime64 datetimeoffset dec decimal128 decimal32"
                            + " decimal64 distinct double else end enum escape except exclude exists fetch filter first"
                            + " fixedstring following for from full geography geometry group having ilike in inner"
                            + " intersect interval is join last lateral left like limit long lowcardinality materialized mediumint"
                            + " minus next not nullable number nvarchar nvarchar2 of offset on only or order over"
                            + " partition pivot preceding qualify range raw real regexp repeatable replace reservoir"
                            + " right rlike rows sample select sets similar some struct system table tablesample then to"
                            + " top uinteger union unique unpivot using values varbinary varbit varchar2 varying vector"
                            + " when where window with within")
                    .split(" "));

    private final String sql;
    private final List<Piece> code;
    private final Set<String> allowed;
    /** Where the parentheses start that the tree explains. */
    private final Set<Integer> explained = new HashSet<>();

    /** @param allowed functions that may be called besides the known ones */
    Calls(String sql, List<Piece> pieces, Set<String> allowed) {
        this.sql = sql;
        this.allowed = allowed;
        this.code = pieces.stream().filter(p -> p.kind() != Kind.COMMENT).toList();
    }

    /** Looks at one node of the tree; the nodes within it are looked at for themselves. */
    void check(Node node) throws SqlRejected {
        if (node.jjtGetValue() instanceof TableFunction function) {
            for (Function f : function.getFunctions()) {
                inFrom(f);
            }
        }
        if (node.getId() == JJTFUNCTION && node.jjtGetValue() instanceof Function function) {
            explain(next(Source.start(node)));
            if (!(node.jjtGetParent().jjtGetValue() instanceof TableFunction)) {
                inExpression(function);
            }
        } else if (node.getId() == JJTWITHITEM) {
            int name = Names.firstFrom(code, Source.start(node));
            boolean recursive = code.get(name).of(sql).equalsIgnoreCase("recursive");
            explain(recursive ? name + 2 : name + 1);
        } else if (node.getId() == JJTFROMITEM) {
            alias(node);
        }
    }

    /** The columns of an alias stand behind everything else of a FROM item. */
    private void alias(Node item) {
        int from = Source.start(item);
        for (int i = 0; i < item.jjtGetNumChildren(); i++) {
            from = Math.max(from, Source.end(item.jjtGetChild(i)));
        }
        int end = Source.end(item);
        for (int i = Names.firstFrom(code, from); i < code.size() && code.get(i).start() < end; i++) {
            explain(i);
        }
    }

    /** The index of the first parenthesis that opens at {@code offset} or behind it. */
    private int next(int offset) {
        int i = Names.firstFrom(code, offset);
        while (i < code.size() && !code.get(i).is(sql, '(')) {
            i++;
        }
        return i;
    }

    private void explain(int i) {
        if (i < code.size() && code.get(i).is(sql, '(')) {
            explained.add(code.get(i).start());
        }
    }

    /** To be called when all nodes were looked at. */
    void finish() throws SqlRejected {
        for (int i = 1; i < code.size(); i++) {
            Piece before = code.get(i - 1);
            boolean name = before.kind() == Kind.WORD || before.kind() == Kind.QUOTED;
            if (name
                    && code.get(i).is(sql, '(')
                    && !explained.contains(code.get(i).start())) {
                unexplained(before, i > 1 && code.get(i - 2).is(sql, '.'));
            }
        }
    }

    private void unexplained(Piece piece, boolean qualified) throws SqlRejected {
        String name = piece.of(sql);
        boolean word = piece.kind() == Kind.WORD
                && !qualified
                && (WORDS.contains(name.toLowerCase(Locale.ROOT)) || Functions.isKnown(List.of(name)));
        if (!word) {
            throw unknown(List.of(Names.unquoted(name)));
        }
    }

    private void inFrom(Function function) throws SqlRejected {
        List<String> path = path(function);
        // A table's name may stand where TABLE(…) has a function, and in a string at that.
        boolean wraps = !path.getLast().equalsIgnoreCase("table")
                || function.getParameters() != null
                        && function.getParameters().size() == 1
                        && function.getParameters().get(0) instanceof Function;
        if (!(Functions.allowedInFrom(path) && wraps || isAllowed(path))) {
            throw new SqlRejected(
                    ForbiddenFunction,
                    "The function " + String.join(".", path) + " is not allowed in FROM: read from tables and models,"
                            + " or use generate_series, unnest or the like.");
        }
    }

    private void inExpression(Function function) throws SqlRejected {
        List<String> path = path(function);
        if (!Functions.isKnown(path) && !isAllowed(path)) {
            throw unknown(path);
        }
    }

    private boolean isAllowed(List<String> path) {
        String name = String.join(".", path);
        return allowed.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static SqlRejected unknown(List<String> path) {
        return new SqlRejected(
                ForbiddenFunction,
                "The function " + String.join(".", path) + " is not one of those that are known to only compute;"
                        + " people's own can be allowed in spec.functions of the project."
                        + NearestNames.hint(path.getLast(), Functions.names()));
    }

    private static List<String> path(Function function) {
        List<String> parts = function.getMultipartName();
        return parts == null || parts.isEmpty()
                ? List.of("")
                : parts.stream().map(Names::unquoted).toList();
    }
}
