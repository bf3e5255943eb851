package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Frame.Item;
import dev.intalgo.operator.sql.Frame.Origin;
import dev.intalgo.operator.sql.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;

/** Finds sums, averages and counts over rows that a join may repeat; whether it does, the rows have to say. */
final class FanOuts {
    private static final Set<String> COUNTED = Set.of("sum", "avg", "count");
    /** Once for each row of the other relation is what is mostly meant of these. */
    private static final Pattern PER_ROW =
            Pattern.compile("(?i).*(price|rate|fee|cost|weight|duration|length|distance|size|points|score).*");

    private final Frame frame;
    private final Text text;
    private final Keys keys;

    private FanOuts(Frame frame, Text text) {
        this.frame = frame;
        this.text = text;
        this.keys = new Keys(frame);
    }

    static List<Probe> in(Frame frame, Text text) throws SqlRejected {
        boolean joins = frame.items().size() > 1 && frame.select().getLateralViews() == null;
        return joins ? new FanOuts(frame, text).probes() : List.of();
    }

    private List<Probe> probes() throws SqlRejected {
        List<Probe> probes = new ArrayList<>();
        Set<Binding> done = new java.util.HashSet<>();
        for (Expression aggregate : aggregates()) {
            Optional<Item> item = only(aggregate);
            if (item.isPresent()
                    && mayRepeat(item.get(), aggregate)
                    && done.add(item.get().binding())) {
                sql(item.get()).ifPresent(sql -> probes.add(new Probe("FanOut", message(aggregate, item.get()), sql)));
            }
        }
        return probes;
    }

    private List<Expression> aggregates() {
        List<SelectItem<?>> items = frame.select().getSelectItems();
        return items == null
                ? List.of()
                : items.stream()
                        .flatMap(i -> Expressions.all(i.getExpression()))
                        .filter(e -> Expressions.isAggregate(e) && COUNTED.contains(Expressions.function(e)))
                        .filter(e -> !isDistinct(e))
                        .toList();
    }

    private static boolean isDistinct(Expression aggregate) {
        return switch (aggregate) {
            case Function f -> f.isDistinct() || f.isUnique();
            case AnalyticExpression a -> a.isDistinct() || a.isUnique();
            default -> false;
        };
    }

    /** The table that all of an aggregate's columns are of. */
    private Optional<Item> only(Expression aggregate) {
        List<Optional<Origin>> origins =
                frame.uses(aggregate).map(Frame.Use::origin).toList();
        if (origins.isEmpty() || origins.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<Binding> bindings =
                origins.stream().map(o -> o.get().binding()).distinct().toList();
        return frame.items().stream()
                .filter(i -> bindings.size() == 1 && i.binding() == bindings.getFirst())
                .findFirst();
    }

    private boolean mayRepeat(Item item, Expression aggregate) {
        Relation relation = item.binding().relation();
        if (relation == null || relation.key().isEmpty() || !(item.from() instanceof Table)) {
            return false;
        }
        int at = frame.items().indexOf(item);
        Set<Item> determined = keys.determinedBy(List.of(item));
        List<Item> others =
                frame.items().stream().filter(i -> !determined.contains(i)).toList();
        // Where each row before it has one row of it, it is looked up, and its values are meant once for each.
        boolean lookedUp =
                at > 0 && keys.determinedBy(frame.items().subList(0, at)).contains(item);
        boolean perRow = frame.uses(aggregate)
                        .anyMatch(
                                u -> PER_ROW.matcher(u.column().getColumnName()).matches())
                && others.stream().anyMatch(o -> keys.determinedBy(List.of(o)).contains(item));
        return !others.isEmpty() && !lookedUp && !perRow;
    }

    private String message(Expression aggregate, Item item) {
        Relation relation = item.binding().relation();
        return "%s takes rows of %s more than once, because the joins repeat them: aggregate what is joined to one row per %s first, or count distinct values."
                .formatted(Expressions.shown(aggregate), relation.display(), String.join(", ", relation.key()));
    }

    /** How often the same row is there at most within one group. */
    private Optional<String> sql(Item item) throws SqlRejected {
        Optional<String> with = text.with(frame.select());
        Optional<String> from = text.fromAndWhere(frame.select());
        Optional<List<String>> groups = groups();
        if (with.isEmpty() || from.isEmpty() || groups.isEmpty() || readsOutside()) {
            return Optional.empty();
        }
        String qualifier = qualifier(item);
        List<String> key = item.binding().relation().key().stream()
                .map(k -> qualifier + "." + text.name(k))
                .toList();
        List<String> by = Stream.concat(key.stream(), groups.get().stream()).toList();
        return Optional.of(
                "%sselect coalesce(max(n), 0) as n from (select count(*) as n %s\ngroup by %s having %s is not null) as repeated"
                        .formatted(with.get(), from.get(), String.join(", ", by), key.getFirst()));
    }

    private String qualifier(Item item) {
        if (item.from().getAlias() != null) {
            return item.from().getAlias().getName();
        }
        List<Name> written = item.binding().written();
        Relation relation = item.binding().relation();
        boolean respelt =
                !written.isEmpty() && !text.dialect().fold(written.getLast()).equals(relation.name());
        return respelt ? text.written(written.getLast()) : text.name(relation.name());
    }

    /** What it groups by, written out; empty where that cannot be told. */
    private Optional<List<String>> groups() {
        var groupBy = frame.select().getGroupBy();
        if (groupBy != null && (!groupBy.getGroupingSets().isEmpty() || groupBy.isMysqlWithRollup())) {
            return Optional.empty();
        }
        List<String> groups = new ArrayList<>();
        for (Expression e : frame.groupBy()) {
            Expression meant = meant(e);
            boolean plain = meant != null
                    && Expressions.all(meant).noneMatch(this::isOdd)
                    && !Jinja.hasDelimiter(meant.toString());
            if (!plain) {
                return Optional.empty();
            }
            groups.add(meant.toString());
        }
        return Optional.of(groups);
    }

    /** An expression of GROUP BY may be the number or the alias of an output column. */
    private Expression meant(Expression e) {
        List<SelectItem<?>> items = frame.select().getSelectItems();
        if (e instanceof LongValue number) {
            long n = number.getValue();
            return n >= 1 && n <= items.size() ? items.get((int) n - 1).getExpression() : null;
        }
        if (e instanceof Column column
                && column.getTable() == null
                && frame.origin(column).isEmpty()) {
            return frame.output(Names.unquoted(column.getColumnName())).orElse(null);
        }
        return e;
    }

    private boolean isOdd(Expression e) {
        String name = Expressions.function(e).toLowerCase(Locale.ROOT);
        boolean schema = e instanceof Column column
                && column.getTable() != null
                && column.getTable().getSchemaName() != null;
        return schema
                || e instanceof Select
                || name.equals("rollup")
                || name.equals("cube")
                || name.equals("grouping sets");
    }

    /** Whether it needs a SELECT around it to run, or may. */
    private boolean readsOutside() {
        List<Binding> outside = frame.outside();
        return !outside.isEmpty()
                && frame.uses()
                        .map(Frame.Use::origin)
                        .anyMatch(o -> o.isEmpty()
                                || outside.stream().anyMatch(b -> b == o.get().binding()));
    }
}
