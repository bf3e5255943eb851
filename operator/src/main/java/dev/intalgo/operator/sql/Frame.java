package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Relation.Attribute;
import dev.intalgo.operator.sql.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;

/** One SELECT with what its names mean. */
final class Frame {
    private final PlainSelect select;
    private final Scope scope;
    private final List<Item> items = new ArrayList<>();
    private final Frames frames;

    /** A relation of FROM; {@code join} is null for the first. */
    record Item(Binding binding, FromItem from, Join join) {}

    /** What a column is: {@code name} of a relation of some FROM, this SELECT's or one's around it. */
    record Origin(Binding binding, String name) {
        Optional<Attribute> attribute() {
            return binding.relation() == null
                    ? Optional.empty()
                    : binding.relation().attribute(name);
        }
    }

    /** Every SELECT of a statement. */
    record Frames(Map<Select, Scope> scopes, Dialect dialect) {
        Frame of(PlainSelect select) {
            return new Frame(select, scopes.get(select), this);
        }

        /** The SELECTs that a SELECT is the union (or the like) of. */
        List<Frame> branches(Select body) {
            return switch (body) {
                case PlainSelect plain when scopes.containsKey(plain) -> List.of(of(plain));
                case ParenthesedSelect inner -> branches(inner.getSelect());
                case SetOperationList set ->
                    set.getSelects().stream().flatMap(s -> branches(s).stream()).toList();
                case null, default -> List.of();
            };
        }
    }

    private Frame(PlainSelect select, Scope scope, Frames frames) {
        this.select = select;
        this.scope = scope;
        this.frames = frames;
        List<Item> flat = new ArrayList<>();
        flatten(select.getFromItem(), null, flat);
        joins(select.getJoins(), flat);
        // Bindings are made in the same order.
        for (int i = 0; i < flat.size(); i++) {
            items.add(new Item(
                    scope.bindings().get(i), flat.get(i).from(), flat.get(i).join()));
        }
    }

    private static void flatten(FromItem item, Join join, List<Item> flat) {
        if (item instanceof ParenthesedFromItem group && group.getAlias() == null) {
            flatten(group.getFromItem(), join, flat);
            joins(group.getJoins(), flat);
        } else if (item != null) {
            flat.add(new Item(null, item, join));
        }
    }

    private static void joins(List<Join> joins, List<Item> flat) {
        if (joins != null) {
            joins.forEach(j -> flatten(j.getFromItem(), j, flat));
        }
    }

    PlainSelect select() {
        return select;
    }

    Frames frames() {
        return frames;
    }

    /** The relations of FROM in the order in which they are written. */
    List<Item> items() {
        return items;
    }

    /** The relations of the SELECTs around it. */
    List<Binding> outside() {
        List<Binding> all = new ArrayList<>();
        for (Scope s = scope.parent(); s != null; s = s.parent()) {
            all.addAll(s.bindings());
        }
        return all;
    }

    /** What every row has to meet: the parts of WHERE and, of inner joins, of ON. */
    List<Expression> filters() {
        Stream<Expression> on = items.stream()
                .filter(i -> i.join() != null && !isOuter(i.join()))
                .flatMap(i -> i.join().getOnExpressions().stream());
        return Stream.concat(on, Stream.ofNullable(select.getWhere()))
                .flatMap(Expressions::conjuncts)
                .toList();
    }

    /** The parts of WHERE and of every ON. */
    List<Expression> conditions() {
        Stream<Expression> on =
                items.stream().filter(i -> i.join() != null).flatMap(i -> i.join().getOnExpressions().stream());
        return Stream.concat(on, Stream.ofNullable(select.getWhere()))
                .flatMap(Expressions::conjuncts)
                .toList();
    }

    static boolean isOuter(Join join) {
        return join.isLeft() || join.isRight() || join.isFull() || join.isOuter();
    }

    /** Whether an outer join fills the relation's columns with null where it has no row. */
    boolean mayBeMissing(Binding binding) {
        int at = 0;
        while (at < items.size() && items.get(at).binding() != binding) {
            at++;
        }
        for (int i = 0; i < items.size(); i++) {
            Join join = items.get(i).join();
            boolean mine = i == at && join != null && (join.isLeft() || join.isFull());
            boolean later = i > at && join != null && (join.isRight() || join.isFull());
            if (at < items.size() && (mine || later)) {
                return true;
            }
        }
        return false;
    }

    /** The expressions that are written in it, without those of SELECTs in it. */
    List<Expression> expressions() {
        List<Expression> all = new ArrayList<>();
        if (select.getSelectItems() != null) {
            select.getSelectItems().forEach(i -> all.add(i.getExpression()));
        }
        items.stream()
                .filter(i -> i.join() != null)
                .forEach(i -> all.addAll(i.join().getOnExpressions()));
        Stream.of(select.getWhere(), select.getHaving(), select.getQualify())
                .filter(e -> e != null)
                .forEach(all::add);
        all.addAll(groupBy());
        if (select.getOrderByElements() != null) {
            select.getOrderByElements().forEach(o -> all.add(o.getExpression()));
        }
        return all;
    }

    /** The expressions of GROUP BY, as they are written. */
    List<Expression> groupBy() {
        return select.getGroupBy() == null || select.getGroupBy().getGroupByExpressionList() == null
                ? List.of()
                : List.copyOf(select.getGroupBy().getGroupByExpressionList());
    }

    /** Whether it makes one row of all: it aggregates, without GROUP BY. */
    boolean aggregatesAll() {
        return select.getGroupBy() == null
                && select.getSelectItems() != null
                && select.getSelectItems().stream()
                        .flatMap(i -> Expressions.all(i.getExpression()))
                        .anyMatch(Expressions::isAggregate);
    }

    /** What a column is, where that is certain. */
    Optional<Origin> origin(Column column) {
        Name name = name(column.getColumnName());
        boolean qualified = column.getTable() != null && column.getTable().getName() != null;
        if (qualified) {
            Binding binding = scope.binding(name(column.getTable().getName()));
            return Optional.ofNullable(binding).map(b -> new Origin(b, real(b, name)));
        }
        for (Scope s = scope; s != null && !s.isOpen(); s = s.parent()) {
            List<Binding> having = s.bindings().stream()
                    .filter(b -> Scope.has(b, name, frames.dialect()))
                    .toList();
            if (!having.isEmpty()) {
                return having.size() == 1
                        ? Optional.of(new Origin(having.getFirst(), real(having.getFirst(), name)))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private String real(Binding binding, Name name) {
        return binding.columns() == null
                ? frames.dialect().fold(name)
                : binding.columns().stream()
                        .filter(c -> frames.dialect().same(name, c))
                        .findFirst()
                        .orElse(name.text());
    }

    private static Name name(String written) {
        String text = Names.unquoted(written);
        return new Name(text, !text.equals(written), 0, 0);
    }

    /** The expression of the output column of this name; for {@code *} and the like none. */
    Optional<Expression> output(String name) {
        if (select.getSelectItems() == null) {
            return Optional.empty();
        }
        for (SelectItem<?> item : select.getSelectItems()) {
            String alias = item.getAliasName() != null
                    ? item.getAliasName()
                    : item.getExpression() instanceof Column column ? column.getColumnName() : null;
            if (alias != null && Names.unquoted(alias).equalsIgnoreCase(name)) {
                return Optional.of(item.getExpression());
            }
        }
        return Optional.empty();
    }

    /** The columns in an expression with the SELECT that each stands in, those of SELECTs in it included. */
    Stream<Use> uses(Expression e) {
        return Expressions.all(e).flatMap(part -> switch (part) {
            case Column column -> Stream.of(new Use(column, this));
            case Select inner -> frames.branches(inner).stream().flatMap(Frame::uses);
            default -> Stream.empty();
        });
    }

    /** All columns in it, those of the derived tables of its FROM included. */
    Stream<Use> uses() {
        Stream<Use> own = expressions().stream().flatMap(this::uses);
        Stream<Use> derived =
                items.stream().filter(i -> i.from() instanceof Select).flatMap(i -> uses((Select) i.from()));
        return Stream.concat(own, derived);
    }

    /** A column where it stands. */
    record Use(Column column, Frame in) {
        Optional<Origin> origin() {
            return in.origin(column);
        }
    }
}
