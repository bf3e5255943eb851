package dev.intalgo.operator.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;

/** Conditions that are known to hold, or not to hold, where an expression stands. */
record Facts(List<Fact> all) {

    /** A condition; {@code holds} is false where it is known not to hold. */
    record Fact(Expression condition, boolean holds) {}

    static Facts of(List<Expression> conditions) {
        return new Facts(conditions.stream().map(c -> new Fact(c, true)).toList());
    }

    Facts and(Expression condition, boolean holds) {
        List<Fact> more = new ArrayList<>(all);
        more.add(new Fact(condition, holds));
        return new Facts(more);
    }

    /** Whether they keep an expression from being zero. */
    boolean exclude(Expression e) {
        String text = Expressions.text(Expressions.core(e));
        return all.stream().anyMatch(f -> excludes(f.condition(), f.holds(), text));
    }

    private static boolean excludes(Expression condition, boolean holds, String text) {
        return switch (Expressions.bare(condition)) {
            case AndExpression and -> {
                boolean left = excludes(and.getLeftExpression(), holds, text);
                boolean right = excludes(and.getRightExpression(), holds, text);
                yield holds ? left || right : left && right;
            }
            case OrExpression or -> {
                boolean left = excludes(or.getLeftExpression(), holds, text);
                boolean right = excludes(or.getRightExpression(), holds, text);
                yield holds ? left && right : left || right;
            }
            case NotExpression not -> excludes(not.getExpression(), !holds, text);
            case ComparisonOperator comparison -> compared(comparison, holds, text);
            case Between between
            when about(between.getLeftExpression(), text) -> holds != between.isNot() && !within(between);
            case InExpression in when about(in.getLeftExpression(), text) -> in(in, holds != in.isNot());
            case null, default -> false;
        };
    }

    /** Whether an expression is zero where the one of this text is. */
    private static boolean about(Expression e, String text) {
        Expression core = Expressions.core(e);
        String function = Expressions.function(core);
        boolean same = List.of("coalesce", "abs", "ifnull", "nvl").contains(function)
                && !Expressions.arguments(core).isEmpty();
        return Expressions.text(core).equals(text)
                || same && about(Expressions.arguments(core).getFirst(), text);
    }

    private static boolean compared(ComparisonOperator comparison, boolean holds, String text) {
        boolean left = about(comparison.getLeftExpression(), text);
        if (!left && !about(comparison.getRightExpression(), text)) {
            return false;
        }
        Optional<BigDecimal> number =
                Expressions.number(left ? comparison.getRightExpression() : comparison.getLeftExpression());
        // Compared with what is not known: it may well be what keeps it from zero.
        return number.map(n -> zero(comparison.getStringExpression(), left ? n.negate() : n) != holds)
                .orElse(holds);
    }

    /** Whether zero meets the comparison, by the sign of what is on its left less what is on its right. */
    private static boolean zero(String operator, BigDecimal difference) {
        int sign = difference.signum();
        return switch (operator.strip()) {
            case ">" -> sign > 0;
            case ">=" -> sign >= 0;
            case "<" -> sign < 0;
            case "<=" -> sign <= 0;
            case "=", "==" -> sign == 0;
            case "<>", "!=", "^=", "~=" -> sign != 0;
            default -> false;
        };
    }

    private static boolean within(Between between) {
        Optional<BigDecimal> low = Expressions.number(between.getBetweenExpressionStart());
        Optional<BigDecimal> high = Expressions.number(between.getBetweenExpressionEnd());
        return low.isPresent()
                && high.isPresent()
                && low.get().signum() <= 0
                && high.get().signum() >= 0;
    }

    private static boolean in(InExpression in, boolean holds) {
        if (!(in.getRightExpression() instanceof ExpressionList<?> list)) {
            return holds;
        }
        boolean zero = list.stream()
                .anyMatch(e -> Expressions.number(e).map(n -> n.signum() == 0).orElse(false));
        return zero != holds;
    }
}
