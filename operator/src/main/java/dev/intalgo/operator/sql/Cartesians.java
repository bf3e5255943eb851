package dev.intalgo.operator.sql;

import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.sql.Frame.Item;
import dev.intalgo.operator.sql.Frame.Origin;
import dev.intalgo.operator.sql.Frame.Use;
import dev.intalgo.operator.sql.Scope.Binding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.RowGetExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.LateralSubSelect;
import net.sf.jsqlparser.statement.select.Select;

/** Finds joins that pair every row with every row. */
final class Cartesians {
    private static final String CODE = "CartesianJoin";

    private final Frame frame;
    private final List<Item> items;
    /** For each relation the one that it is tied to, up to one that stands for all that are tied together. */
    private final int[] tied;

    private final Rows rows;

    /** Whether a CROSS JOIN that is written out is taken to be meant. */
    private final boolean trusting;

    /** Two relations that nothing ties together. */
    private record Pair(Item one, Item other) {}

    private Cartesians(Frame frame, boolean trusting) {
        this.frame = frame;
        this.trusting = trusting;
        this.items = frame.items();
        this.rows = new Rows(frame.frames());
        this.tied = new int[items.size()];
        for (int i = 0; i < tied.length; i++) {
            tied[i] = i;
        }
    }

    static List<Finding> in(Frame frame) {
        return find(frame, true).map(Cartesians::finding).stream().toList();
    }

    /** Of a CROSS JOIN of tables, which is meant where no more than one row of one of them is asked for. */
    static List<Probe> probes(Frame frame) {
        if (find(frame, true).isPresent()) {
            return List.of();
        }
        return find(frame, false)
                .flatMap(p -> count(p.one(), frame)
                        .flatMap(one -> count(p.other(), frame)
                                .map(other ->
                                        "select min(n) as n from (%s union all %s) as counted".formatted(one, other))
                                .map(sql -> new Probe(CODE, finding(p).message(), sql))))
                .stream()
                .toList();
    }

    /** The number of rows that are asked for of a table; empty where it is no table, or that is not plain to say. */
    private static Optional<String> count(Item item, Frame frame) {
        Relation relation = item.binding().relation();
        List<Expression> own = frame.filters().stream()
                .filter(c -> frame.uses(c)
                        .map(Use::origin)
                        .flatMap(Optional::stream)
                        .anyMatch(o -> o.binding() == item.binding()))
                .filter(c -> frame.uses(c)
                        .map(Use::origin)
                        .flatMap(Optional::stream)
                        .allMatch(o -> o.binding() == item.binding()))
                .toList();
        boolean plain = relation != null && own.stream().allMatch(Cartesians::isPlain);
        if (!plain) {
            return Optional.empty();
        }
        String where = own.stream().map(c -> "(" + c + ")").collect(Collectors.joining(" and "));
        return Optional.of("select count(*) as n from %s %s%s"
                .formatted(
                        relation.target().template(),
                        Identifiers.quote(
                                item.binding().name(), frame.frames().dialect().name()),
                        where.isEmpty() ? "" : " where " + where));
    }

    /** Whether a condition can stand elsewhere. */
    private static boolean isPlain(Expression condition) {
        return !Jinja.hasDelimiter(condition.toString())
                && Expressions.all(condition)
                        .noneMatch(e -> e instanceof Select
                                || e instanceof Column c
                                        && c.getTable() != null
                                        && c.getTable().getSchemaName() != null);
    }

    private static Optional<Pair> find(Frame frame, boolean trusting) {
        return frame.items().size() < 2 ? Optional.empty() : new Cartesians(frame, trusting).find();
    }

    private Optional<Pair> find() {
        List<Use> uses = frame.conditions().stream().flatMap(frame::uses).toList();
        // The parser takes a relation that is called like a unit of time for something else.
        boolean unclear =
                frame.conditions().stream().flatMap(Expressions::all).anyMatch(RowGetExpression.class::isInstance);
        if (unclear || uses.stream().anyMatch(u -> u.origin().isEmpty())) {
            return Optional.empty();
        }
        frame.conditions().forEach(this::tieAll);
        tieByValues();
        for (int i = 1; i < items.size(); i++) {
            if (isFree(i)) {
                tie(i, 0);
            }
        }
        if (isFree(0)) {
            tie(0, 1);
        }
        for (int i = 1; i < items.size(); i++) {
            if (root(i) != root(0)) {
                return Optional.of(new Pair(items.get(partner(i)), items.get(i)));
            }
        }
        return Optional.empty();
    }

    /** One to name beside it: what it refers to or is referred to by, else the first. */
    private int partner(int item) {
        for (int i = 0; i < items.size(); i++) {
            if (root(i) != root(item)
                    && related(items.get(i).binding(), items.get(item).binding())) {
                return i;
            }
        }
        return 0;
    }

    private static Finding finding(Pair pair) {
        String names =
                pair.one().binding().name() + " and " + pair.other().binding().name();
        return new Finding(
                CODE,
                "No condition ties %s together, so every row of the one is paired with every row of the other: join them on the columns that they share."
                        .formatted(names));
    }

    private void tieAll(Expression condition) {
        int[] mine = frame.uses(condition)
                .flatMap(u -> u.origin().stream())
                .mapToInt(o -> index(o.binding()))
                .filter(i -> i >= 0)
                .toArray();
        for (int i : mine) {
            tie(i, mine[0]);
        }
    }

    /** Two that have to equal the same are tied as well. */
    private void tieByValues() {
        Map<String, Integer> byValue = new HashMap<>();
        for (Expression condition : frame.conditions()) {
            if (condition instanceof EqualsTo equals) {
                value(equals.getLeftExpression(), equals.getRightExpression(), byValue);
                value(equals.getRightExpression(), equals.getLeftExpression(), byValue);
            }
        }
    }

    private void value(Expression column, Expression value, Map<String, Integer> byValue) {
        var mine = new TreeSet<Integer>();
        frame.uses(column).flatMap(u -> u.origin().stream()).forEach(o -> mine.add(index(o.binding())));
        boolean outer = frame.uses(value)
                .flatMap(u -> u.origin().stream())
                .map(Origin::binding)
                .allMatch(b -> index(b) < 0);
        if (mine.size() == 1 && mine.first() >= 0 && outer) {
            Integer other = byValue.putIfAbsent(value.toString(), mine.first());
            if (other != null) {
                tie(mine.first(), other);
            }
        }
    }

    /** Whether nothing need tie it. */
    private boolean isFree(int at) {
        Item item = items.get(at);
        Join join = item.join();
        if (join != null) {
            boolean columns =
                    join.getUsingColumns() != null && !join.getUsingColumns().isEmpty();
            boolean meant = trusting && join.isCross() && !isRelatedToAny(at);
            if (join.isNatural() || columns || meant || join.isApply() || join.isSemi() || join.isWindowJoin()) {
                return true;
            }
        }
        boolean plain = item.from() instanceof Table
                || item.from() instanceof Select && !(item.from() instanceof LateralSubSelect);
        return !plain
                || item.binding().relation() == null && item.binding().body() == null
                || rows.atMostOne(item, frame)
                || rows.isPicked(item.binding().body())
                || item.from() instanceof Select select && isCorrelated(select);
    }

    /** Whether it reads of its neighbours. */
    private boolean isCorrelated(Select select) {
        return frame.uses(select).map(Use::origin).flatMap(Optional::stream).anyMatch(o -> index(o.binding()) >= 0);
    }

    private boolean isRelatedToAny(int at) {
        for (int i = 0; i < items.size(); i++) {
            if (i != at && related(items.get(i).binding(), items.get(at).binding())) {
                return true;
            }
        }
        return false;
    }

    private static boolean related(Binding one, Binding other) {
        Relation a = one.relation();
        Relation b = other.relation();
        return a != null && b != null && (refers(a, b) || refers(b, a));
    }

    private static boolean refers(Relation from, Relation to) {
        return from.foreignKeys().stream().anyMatch(k -> isOf(from, k, to));
    }

    private static boolean isOf(Relation from, ForeignKey key, Relation relation) {
        String database = key.database().isEmpty() ? from.database() : key.database();
        return database.equals(relation.database())
                && key.schema().equals(relation.schema())
                && key.table().equals(relation.name());
    }

    private int index(Binding binding) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).binding() == binding) {
                return i;
            }
        }
        return -1;
    }

    private int root(int i) {
        int at = i;
        while (tied[at] != at) {
            at = tied[at];
        }
        return at;
    }

    private void tie(int a, int b) {
        tied[root(a)] = root(b);
    }
}
