package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.ForbiddenFunction;

import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.parser.CCJSqlParserTreeConstants;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.statement.select.TableFunction;

/** Refuses calls of functions that are not known to only compute. */
final class Calls {
    private Calls() {}

    /**
     * Looks at one node of the tree; the nodes within it are looked at for themselves.
     *
     * @param allowed functions that may be called besides the known ones
     */
    static void check(Node node, Set<String> allowed) throws SqlRejected {
        if (node.jjtGetValue() instanceof TableFunction function) {
            for (Function f : function.getFunctions()) {
                inFrom(f, allowed);
            }
        } else if (node.getId() == CCJSqlParserTreeConstants.JJTFUNCTION
                && node.jjtGetValue() instanceof Function function
                && !(node.jjtGetParent().jjtGetValue() instanceof TableFunction)) {
            inExpression(function, allowed);
        }
    }

    private static void inFrom(Function function, Set<String> allowed) throws SqlRejected {
        List<String> path = path(function);
        // A table's name may stand where TABLE(…) has a function, and in a string at that.
        boolean wraps = !path.getLast().equalsIgnoreCase("table")
                || function.getParameters() != null
                        && function.getParameters().size() == 1
                        && function.getParameters().get(0) instanceof Function;
        if (!(Functions.allowedInFrom(path) && wraps || isOneOf(allowed, path))) {
            throw new SqlRejected(
                    ForbiddenFunction,
                    "The function " + String.join(".", path) + " is not allowed in FROM: read from tables and models,"
                            + " or use generate_series, unnest or the like.");
        }
    }

    private static void inExpression(Function function, Set<String> allowed) throws SqlRejected {
        List<String> path = path(function);
        if (!Functions.isKnown(path) && !isOneOf(allowed, path)) {
            throw new SqlRejected(
                    ForbiddenFunction,
                    "The function " + String.join(".", path) + " is not one of those that are known to only compute;"
                            + " people's own can be allowed in spec.functions of the project."
                            + NearestNames.hint(path.getLast(), Functions.names()));
        }
    }

    private static boolean isOneOf(Set<String> allowed, List<String> path) {
        String name = String.join(".", path);
        return allowed.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static List<String> path(Function function) {
        List<String> parts = function.getMultipartName();
        return parts == null || parts.isEmpty()
                ? List.of("")
                : parts.stream().map(Names::unquoted).toList();
    }
}
