package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Frame.Item;
import dev.intalgo.operator.sql.Frame.Origin;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.schema.Column;

/** Which relations of a FROM have one row for each row of others, because a join gives their whole key. */
final class Keys {
    private final Frame frame;
    private final Rows rows;

    Keys(Frame frame) {
        this.frame = frame;
        this.rows = new Rows(frame.frames());
    }

    /** The given ones and all that have at most one row for each of their rows together. */
    Set<Item> determinedBy(Collection<Item> items) {
        Set<Item> determined = new LinkedHashSet<>(items);
        boolean more = true;
        while (more) {
            more =
                    frame.items().stream()
                            .filter(i -> !determined.contains(i) && isOneFor(i, determined))
                            .toList()
                            .stream()
                            .anyMatch(determined::add);
        }
        return determined;
    }

    private boolean isOneFor(Item item, Set<Item> determined) {
        Relation relation = item.binding().relation();
        return rows.atMostOne(item, frame)
                || relation != null
                        && !relation.key().isEmpty()
                        && relation.key().stream().allMatch(k -> isGiven(item, k, determined));
    }

    private boolean isGiven(Item item, String column, Set<Item> determined) {
        boolean using = item.join() != null
                && item.join().getUsingColumns() != null
                && item.join().getUsingColumns().stream()
                        .anyMatch(c -> Names.unquoted(c.getColumnName()).equalsIgnoreCase(column));
        return using
                || frame.conditions().stream()
                        .anyMatch(c -> c instanceof EqualsTo equals
                                && (gives(
                                                equals.getLeftExpression(),
                                                equals.getRightExpression(),
                                                item,
                                                column,
                                                determined)
                                        || gives(
                                                equals.getRightExpression(),
                                                equals.getLeftExpression(),
                                                item,
                                                column,
                                                determined)));
    }

    private boolean gives(Expression key, Expression value, Item item, String column, Set<Item> determined) {
        boolean isKey = Expressions.core(key) instanceof Column c
                && frame.origin(c)
                        .filter(o -> o.binding() == item.binding() && o.name().equals(column))
                        .isPresent();
        Stream<Optional<Origin>> origins = frame.uses(value).map(Frame.Use::origin);
        return isKey
                && origins.allMatch(o -> o.isPresent() && (of(determined, o.get()) || !of(frame.items(), o.get())));
    }

    private static boolean of(Collection<Item> items, Origin origin) {
        return items.stream().anyMatch(i -> i.binding() == origin.binding());
    }
}
