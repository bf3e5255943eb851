package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Frame.Origin;
import dev.intalgo.operator.sql.Relation.Nulls;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.expression.AnyComparisonExpression;
import net.sf.jsqlparser.expression.AnyType;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.Select;

/** Finds a {@code NOT IN} that a single null makes true of no row. */
final class NotIns {
    private static final int DEEPEST = 20;

    private NotIns() {}

    static List<Finding> in(Frame frame) {
        List<Finding> findings = new ArrayList<>();
        frame.expressions().stream().flatMap(Expressions::all).forEach(e -> {
            switch (e) {
                case InExpression in when in.isNot() -> check(in.getRightExpression(), frame, findings);
                case NotExpression not
                when Expressions.bare(not.getExpression()) instanceof InExpression in && !in.isNot() ->
                    check(in.getRightExpression(), frame, findings);
                case NotEqualsTo different
                when different.getRightExpression() instanceof AnyComparisonExpression all
                        && all.getAnyType() == AnyType.ALL -> check(all.getSelect(), frame, findings);
                default -> {}
            }
        });
        return findings;
    }

    private static void check(Expression excluded, Frame frame, List<Finding> findings) {
        if (excluded instanceof Select select) {
            for (Frame branch : frame.frames().branches(select)) {
                var items = branch.select().getSelectItems();
                boolean one = items != null && items.size() == 1;
                if (one && mayBeNull(items.getFirst().getExpression(), branch, 0)) {
                    findings.add(finding(items.getFirst().getExpression().toString()));
                    return;
                }
            }
        } else if (excluded instanceof ExpressionList<?> list && list.stream().anyMatch(NullValue.class::isInstance)) {
            findings.add(new Finding(
                    "NotInWithNulls", "NOT IN with NULL in its list is true of no row: leave the NULL out."));
        }
    }

    private static Finding finding(String column) {
        return new Finding(
                "NotInWithNulls",
                "%s may be null, and then NOT IN is true of no row: add WHERE %s IS NOT NULL to the subquery, or write NOT EXISTS."
                        .formatted(column, column));
    }

    private static boolean mayBeNull(Expression e, Frame frame, int depth) {
        return switch (Expressions.core(e)) {
            case NullValue _ -> true;
            case Column column
            when depth < DEEPEST && !isMentioned(column, frame) ->
                frame.origin(column).map(o -> mayBeNull(o, frame, depth)).orElse(false);
            case null, default -> false;
        };
    }

    private static boolean mayBeNull(Origin origin, Frame frame, int depth) {
        if (frame.mayBeMissing(origin.binding())) {
            return frame.filters().stream()
                    .flatMap(frame::uses)
                    .flatMap(u -> u.origin().stream())
                    .noneMatch(o -> o.binding() == origin.binding());
        }
        if (origin.binding().body() == null) {
            return origin.attribute().map(a -> a.nulls() == Nulls.POSSIBLE).orElse(false);
        }
        return frame.frames().branches(origin.binding().body()).stream()
                .anyMatch(f -> f.output(origin.name())
                        .map(e -> mayBeNull(e, f, depth + 1))
                        .orElse(false));
    }

    /** Nearly any condition on a column leaves its nulls out; which do not is not worth finding out. */
    private static boolean isMentioned(Column column, Frame frame) {
        String text = Expressions.text(column);
        return frame.filters().stream()
                .flatMap(Expressions::all)
                .anyMatch(e -> e instanceof Column c && Expressions.text(c).equals(text));
    }
}
