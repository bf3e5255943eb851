package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Frame.Frames;
import dev.intalgo.operator.sql.Frame.Item;
import dev.intalgo.operator.sql.Scope.Binding;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.Fetch;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Values;

/** How many rows there can be. */
final class Rows {
    private final Frames frames;

    Rows(Frames frames) {
        this.frames = frames;
    }

    /** Whether a SELECT never has more than one row. */
    boolean atMostOne(Select select) {
        return switch (select) {
            case null -> false;
            case Select limited
            when limit(limited).filter(n -> n.compareTo(BigDecimal.ONE) <= 0).isPresent() -> true;
            case ParenthesedSelect inner -> atMostOne(inner.getSelect());
            case Values values -> values.getExpressions().size() <= 1;
            case PlainSelect plain -> atMostOneOf(plain);
            default -> false;
        };
    }

    /** Whether it would have no more than one row without its limit, too. */
    boolean atMostOneOf(PlainSelect plain) {
        Frame frame = frames.of(plain);
        boolean expands = frame.select().getSelectItems() != null
                && frame.select().getSelectItems().stream()
                        .flatMap(i -> Expressions.all(i.getExpression()))
                        .map(Expressions::function)
                        .anyMatch(f -> f.equals("unnest") || f.equals("generate_series"));
        return !expands
                && (frame.aggregatesAll() || frame.items().stream().allMatch(i -> atMostOne(i, frame)))
                && frame.select().getLateralViews() == null;
    }

    /** Whether a SELECT asks one relation for what has a certain value: that is most likely one row. */
    boolean isPicked(Select select) {
        List<Frame> branches = frames.branches(select);
        return branches.size() == 1
                && branches.getFirst().items().size() == 1
                && branches.getFirst().filters().stream().anyMatch(c -> isPicking(c, branches.getFirst()));
    }

    /** Whether a condition asks for a certain value. */
    private static boolean isPicking(Expression condition, Frame frame) {
        return condition instanceof EqualsTo equals
                && equals.getLeftExpression() instanceof Column
                && frame.uses(equals.getRightExpression()).findAny().isEmpty();
    }

    /** Whether a relation never gives more than one row, because of what it is or because its key is fixed. */
    boolean atMostOne(Item item, Frame frame) {
        Binding binding = item.binding();
        if (binding.body() != null) {
            return atMostOne(binding.body());
        }
        return binding.relation() != null
                && !binding.relation().key().isEmpty()
                && binding.relation().key().stream()
                        .allMatch(k -> frame.conditions().stream().anyMatch(c -> fixes(c, binding, k, frame)));
    }

    /** Whether a condition says that the column is a value that no relation of this FROM has a say in. */
    private static boolean fixes(Expression condition, Binding binding, String column, Frame frame) {
        return condition instanceof EqualsTo equals
                && (fixes(equals.getLeftExpression(), equals.getRightExpression(), binding, column, frame)
                        || fixes(equals.getRightExpression(), equals.getLeftExpression(), binding, column, frame));
    }

    private static boolean fixes(Expression one, Expression other, Binding binding, String column, Frame frame) {
        boolean isColumn = one instanceof Column c
                && frame.origin(c)
                        .filter(o -> o.binding() == binding && o.name().equals(column))
                        .isPresent();
        return isColumn
                && frame.uses(other)
                        .allMatch(u -> u.origin()
                                .filter(o -> frame.items().stream().noneMatch(i -> i.binding() == o.binding()))
                                .isPresent());
    }

    /** How many rows are asked for; more than are known where there is a limit that is not written out. */
    static Optional<BigDecimal> limit(Select select) {
        if (select instanceof SetOperationList set
                && set.getLimit() == null
                && set.getOrderByElements() == null
                && set.getSelects().getLast() instanceof PlainSelect last) {
            // The parser takes the limit of all for that of the last.
            return limit(last);
        }
        Limit limit = select.getLimit();
        Fetch fetch = select.getFetch();
        Expression count = null;
        if (limit != null && !limit.isLimitAll() && !limit.isLimitNull()) {
            count = limit.getRowCount();
        } else if (fetch != null) {
            count = fetch.getExpression();
        } else if (select instanceof PlainSelect plain && plain.getTop() != null) {
            count = plain.getTop().getExpression();
        }
        return Optional.ofNullable(count).map(c -> Expressions.number(c).orElse(BigDecimal.valueOf(Long.MAX_VALUE)));
    }

    static boolean isOrdered(Select select) {
        return select.getOrderByElements() != null
                && !select.getOrderByElements().isEmpty();
    }

    /** The SELECT that a SELECT takes all its rows from, where that is a single one. */
    List<Select> source(Select select) {
        return switch (select) {
            case ParenthesedSelect inner -> List.of(inner.getSelect());
            case PlainSelect plain
            when frames.scopes().containsKey(plain) -> {
                List<Item> items = frames.of(plain).items();
                yield items.size() == 1 && items.getFirst().binding().body() != null
                        ? List.of(items.getFirst().binding().body())
                        : List.of();
            }
            default -> List.of();
        };
    }
}
