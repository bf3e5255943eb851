package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Frame.Frames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/** Finds a choice of some rows that leaves it to the database which. */
final class Limits {
    private static final String CODE = "LimitWithoutOrder";

    private Limits() {}

    /** Of the whole statement. */
    static List<Finding> in(Select statement, Frames frames) {
        return outermost(statement, new Rows(frames)).stream().toList();
    }

    private static Optional<Finding> outermost(Select select, Rows rows) {
        boolean some = Rows.limit(select).filter(n -> n.signum() > 0).isPresent();
        if (!some) {
            return select instanceof ParenthesedSelect inner && !Rows.isOrdered(select)
                    ? outermost(inner.getSelect(), rows)
                    : Optional.empty();
        }
        return isOrdered(select, rows) || one(select, rows)
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                CODE,
                                "It takes some rows without saying which: add ORDER BY before the limit, or leave the limit out."));
    }

    /** In the order of a derived table, too: that is not sure to be kept, but it mostly is. */
    private static boolean isOrdered(Select select, Rows rows) {
        return Rows.isOrdered(select) || rows.source(select).stream().anyMatch(s -> isOrdered(s, rows));
    }

    private static boolean one(Select select, Rows rows) {
        return switch (select) {
            case ParenthesedSelect inner -> rows.atMostOne(inner.getSelect());
            case PlainSelect plain -> rows.atMostOneOf(plain);
            default -> false;
        };
    }

    /** Of one SELECT of it. */
    static List<Finding> in(Frame frame) {
        var distinct = frame.select().getDistinct();
        boolean some = distinct != null && distinct.getOnSelectItems() != null && !Rows.isOrdered(frame.select());
        return some
                ? Stream.of(
                                new Finding(
                                        CODE,
                                        "DISTINCT ON without ORDER BY keeps any row of each group: order by its columns and then by what decides."))
                        .toList()
                : List.of();
    }
}
