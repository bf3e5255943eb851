package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Frame.Frames;
import dev.intalgo.operator.sql.Frame.Item;
import dev.intalgo.operator.sql.Frame.Origin;
import dev.intalgo.operator.sql.Relation.Nulls;
import dev.intalgo.operator.sql.Rewrite.Passed;
import dev.intalgo.operator.sql.Scope.Binding;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;

/** The columns that a statement puts out as a table has them. What is not certain is left out. */
final class Lineage {
    /** A column that is put out; {@code passed} is empty where it is anything else than a table's. */
    private record Output(String name, Optional<Passed> passed) {}

    private final Frames frames;
    private final Outputs outputs;
    private final Map<PlainSelect, List<Output>> known = new IdentityHashMap<>();

    private Lineage(Frames frames) {
        this.frames = frames;
        this.outputs = new Outputs(frames.scopes(), frames.dialect());
    }

    static List<Passed> of(Select statement, Frames frames) {
        return new Lineage(frames)
                .outputs(statement).stream().flatMap(o -> o.passed().stream()).toList();
    }

    /** All columns in their order; none where they cannot be told, or are of several SELECTs. */
    private List<Output> outputs(Select select) {
        return switch (select) {
            case PlainSelect plain
            when frames.scopes().containsKey(plain) -> {
                if (!known.containsKey(plain)) {
                    known.put(plain, List.of()); // One that reads itself finds this.
                    known.put(plain, outputs(frames.of(plain)));
                }
                yield known.get(plain);
            }
            case ParenthesedSelect inner -> outputs(inner.getSelect());
            case null, default -> List.of();
        };
    }

    private List<Output> outputs(Frame frame) {
        List<String> names = outputs.of(frame.select());
        List<Optional<Passed>> passed = new ArrayList<>();
        if (frame.select().getSelectItems() != null) {
            frame.select().getSelectItems().forEach(item -> passed.addAll(item(item, frame)));
        }
        if (names == null) {
            return named(frame, passed);
        }
        List<Output> all = new ArrayList<>();
        for (int i = 0; names.size() == passed.size() && i < names.size(); i++) {
            String name = names.get(i);
            all.add(new Output(name, passed.get(i).map(p -> p.as(name))));
        }
        return all;
    }

    /** Where one column has no certain name, the others may still have theirs. */
    private List<Output> named(Frame frame, List<Optional<Passed>> passed) {
        List<SelectItem<?>> items = frame.select().getSelectItems();
        boolean stars = items == null || items.stream().anyMatch(i -> i.getExpression() instanceof AllColumns);
        List<Output> all = new ArrayList<>();
        for (int i = 0; !stars && i < items.size(); i++) {
            SelectItem<?> item = items.get(i);
            String written = item.getAliasName() != null
                    ? item.getAliasName()
                    : item.getExpression() instanceof Column column ? column.getColumnName() : null;
            String name = written == null ? "" : outputs.effective(written);
            all.add(new Output(
                    name, name.isEmpty() ? Optional.empty() : passed.get(i).map(p -> p.as(name))));
        }
        return all;
    }

    private List<Optional<Passed>> item(SelectItem<?> item, Frame frame) {
        return switch (item.getExpression()) {
            case AllTableColumns of ->
                star(frame, named(frame, Names.unquoted(of.getTable().getName())));
            case AllColumns _ -> star(frame, frame.items().stream().map(Item::binding));
            case Column column -> List.of(frame.origin(column).flatMap(o -> passed(o, frame)));
            default -> List.of(Optional.empty());
        };
    }

    private static Stream<Binding> named(Frame frame, String name) {
        return frame.items().stream()
                .map(Item::binding)
                .filter(b -> b.name().equalsIgnoreCase(name))
                .limit(1);
    }

    private List<Optional<Passed>> star(Frame frame, Stream<Binding> bindings) {
        boolean merged = frame.items().stream()
                .map(Item::join)
                .anyMatch(
                        j -> j != null && (j.isNatural() || !j.getUsingColumns().isEmpty()));
        return merged
                ? List.of()
                : bindings.filter(b -> b.columns() != null)
                        .flatMap(b -> b.columns().stream().map(c -> passed(new Origin(b, c), frame)))
                        .toList();
    }

    private Optional<Passed> passed(Origin origin, Frame frame) {
        Binding binding = origin.binding();
        if (frame.items().stream().noneMatch(i -> i.binding() == binding)) {
            return Optional.empty();
        }
        boolean kept = keepsRows(frame) && !frame.mayBeMissing(binding);
        return within(origin).map(p -> kept ? p : p.mayBeNull());
    }

    private Optional<Passed> within(Origin origin) {
        Binding binding = origin.binding();
        if (binding.relation() != null) {
            return origin.attribute()
                    .map(a -> new Passed(a.name(), binding.relation().target(), a.name(), a.nulls() == Nulls.NEVER));
        }
        // What it is called outside may not be what it is called inside: WITH a (x, y) AS …
        List<Output> inner = outputs(binding.body());
        int at = binding.columns() == null ? -1 : binding.columns().indexOf(origin.name());
        return at < 0 || inner.size() != binding.columns().size()
                ? Optional.empty()
                : inner.get(at).passed();
    }

    /** Whether there are no rows but those of its relations as {@link Frame#mayBeMissing} understands them. */
    private static boolean keepsRows(Frame frame) {
        PlainSelect select = frame.select();
        String groups = select.getGroupBy() == null
                ? ""
                : select.getGroupBy().toString().toLowerCase(Locale.ROOT);
        boolean totals = Stream.of("rollup", "cube", "grouping", "totals").anyMatch(groups::contains);
        boolean plainJoins = frame.items().stream().map(Item::join).allMatch(j -> j == null || isPlain(j))
                && !(select.getFromItem() instanceof ParenthesedFromItem)
                && (select.getJoins() == null
                        || select.getJoins().stream().noneMatch(j -> j.getFromItem() instanceof ParenthesedFromItem));
        boolean pivoted = frame.items().stream()
                .anyMatch(i -> i.from().getPivot() != null || i.from().getUnPivot() != null);
        return plainJoins && !totals && !pivoted && !frame.aggregatesAll();
    }

    private static boolean isPlain(Join join) {
        return !join.isApply() && (!join.isOuter() || join.isLeft() || join.isRight() || join.isFull());
    }
}
