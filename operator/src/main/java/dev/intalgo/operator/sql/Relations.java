package dev.intalgo.operator.sql;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.Relation.Attribute;
import dev.intalgo.operator.sql.Relation.Nulls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Everything that SQL may read: the catalog's tables and the project's models. Made once, asked often. */
public final class Relations {
    private final Map<String, List<Relation>> byName = new HashMap<>();
    private final String self;
    private final List<String> displays = new ArrayList<>();

    private Relations(String self) {
        this.self = self;
    }

    /**
     * A table of the catalog that has a model's schema and name is that model, not a source: dbt built it.
     *
     * @param models the models of the project; where the one that is being made is among them, its schema is known
     * @param self   the name of the model that is being made, which must not read itself; null for an analysis
     */
    public static Relations of(Catalog catalog, Collection<ModelInfo> models, String self) {
        Relations relations = new Relations(self);
        Set<String> built = new HashSet<>();
        for (ModelInfo model : models) {
            built.add(key(model.schema(), model.name()));
            relations.add(relation(model));
        }
        for (Table table : catalog.tables()) {
            if (!catalog.isHome(table) || !built.contains(key(table.schema(), table.name()))) {
                relations.add(relation(catalog, table));
            }
        }
        return relations;
    }

    private static Relation relation(ModelInfo model) {
        // Without attributes every column is allowed.
        List<Attribute> attributes = model.open()
                ? List.of()
                : model.columns().stream()
                        .map(c -> new Attribute(c.name(), c.type(), Nulls.UNKNOWN))
                        .toList();
        Target target = new Target.Ref(model.name());
        return new Relation("", model.schema(), model.name(), attributes, List.of(), List.of(), target);
    }

    private static Relation relation(Catalog catalog, Table table) {
        List<Attribute> attributes = table.columns().stream()
                .map(c -> new Attribute(c.name(), c.type(), nulls(table, c)))
                .toList();
        return new Relation(
                // Its source's name does not say whether it is elsewhere, where people chose that.
                catalog.isNamed(table) && catalog.isHome(table) ? "" : table.database(),
                table.schema(),
                table.name(),
                attributes,
                table.primaryKey(),
                // What only looks like a key proves nothing.
                table.foreignKeys().stream().filter(k -> !k.inferred()).toList(),
                new Target.Source(catalog.source(table), catalog.nameInSource(table)));
    }

    private static Nulls nulls(Table table, Column column) {
        if (!column.nullable()) {
            return Nulls.NEVER;
        }
        // Of a view, databases say so of every column.
        return table.kind() == Table.Kind.VIEW ? Nulls.UNKNOWN : Nulls.POSSIBLE;
    }

    private static String key(String schema, String name) {
        return schema.toLowerCase(Locale.ROOT) + "." + name.toLowerCase(Locale.ROOT);
    }

    private void add(Relation relation) {
        byName.computeIfAbsent(relation.name().toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                .add(relation);
        if (relation.target() instanceof Target.Source(String source, String table)
                && !table.equalsIgnoreCase(relation.name())) {
            byName.computeIfAbsent(table.toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                    .add(relation);
        }
        if (!isSelf(relation.target())) {
            displays.add(relation.display());
        }
    }

    private boolean isSelf(Target target) {
        return target instanceof Target.Ref(String model) && model.equals(self);
    }

    /** The relation that a name of one to three parts means, as {@code dialect} compares names. */
    Relation find(List<Name> parts, Dialect dialect) throws SqlRejected {
        String written = String.join(".", parts.stream().map(Name::text).toList());
        if (SystemCatalogs.named(parts)) {
            throw new SqlRejected(
                    SqlRejected.Reason.UnknownRelation,
                    written + " is a system catalog, which a question cannot read: use the tables of the schema.");
        }
        List<Relation> named = byName.getOrDefault(parts.getLast().text().toLowerCase(Locale.ROOT), List.of());
        List<Relation> fitting = named.stream().filter(r -> fits(parts, r)).toList();
        // Without its schema, a name that only differs in case may as well be the one of the other schema.
        boolean oneSchema = fitting.stream().map(Relation::schema).distinct().count() == 1;
        String spelling = dialect.spelling(parts.getLast());
        List<Relation> exact = fitting.stream()
                .filter(r -> (dialect.strictCase() || oneSchema) && r.name().equals(spelling))
                .toList();
        List<Relation> candidates = exact.isEmpty() ? fitting : exact;
        List<Relation> others =
                candidates.stream().filter(r -> !isSelf(r.target())).toList();
        if (!others.isEmpty()) {
            return choose(written, others);
        }
        if (!candidates.isEmpty()
                || (parts.size() == 1 && parts.getLast().text().equalsIgnoreCase(self))) {
            throw new SqlRejected(
                    SqlRejected.Reason.SelfReference,
                    written + " is the model that this SELECT becomes: it cannot read itself. Read the tables that it"
                            + " is made from.");
        }
        throw unknown("There is no table or model " + written + ".", written);
    }

    /** The relation that a {@code source()} or {@code ref()} written by hand means. */
    Relation find(Target target) throws SqlRejected {
        if (isSelf(target)) {
            throw new SqlRejected(
                    SqlRejected.Reason.SelfReference,
                    target.template() + " is the model that this SELECT becomes: it cannot read itself.");
        }
        String name = switch (target) {
            case Target.Source source -> source.table();
            case Target.Ref ref -> ref.model();
        };
        Optional<Relation> found = byName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .filter(r -> r.target().equals(target))
                .findFirst();
        if (found.isEmpty()) {
            String kind = target instanceof Target.Source ? "source" : "model";
            throw unknown("There is no " + kind + " " + target.display() + ".", target.display());
        }
        return found.get();
    }

    private static Relation choose(String written, List<Relation> candidates) throws SqlRejected {
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        // A model is what an unqualified name means first: it was made to be asked for.
        List<Relation> models = candidates.stream()
                .filter(r -> r.target() instanceof Target.Ref)
                .toList();
        if (models.size() == 1) {
            return models.getFirst();
        }
        List<Relation> home = candidates.stream().filter(r -> !r.isElsewhere()).toList();
        if (home.size() == 1) {
            return home.getFirst();
        }
        Stream<String> names =
                candidates.stream().map(Relation::display).sorted().limit(5);
        throw new SqlRejected(
                SqlRejected.Reason.UnknownRelation,
                written + " may be any of " + String.join(", ", names.toList()) + ": write it with its schema.");
    }

    /** The qualifiers are compared without regard to case: a schema that differs only in case is rare, a slip is not. */
    private static boolean fits(List<Name> parts, Relation relation) {
        int size = parts.size();
        boolean schema = size < 2
                || relation.schema().isEmpty()
                || parts.get(size - 2).text().equalsIgnoreCase(relation.schema())
                || size == 2 && isSource(parts.getFirst().text(), relation.target());
        boolean database = size < 3
                || relation.database().isEmpty()
                || parts.get(size - 3).text().equalsIgnoreCase(relation.database());
        return schema && database && size <= 3;
    }

    /** Whether it is named by its dbt source, as SQL is that was dbt's before. */
    private static boolean isSource(String name, Target target) {
        return target instanceof Target.Source source && source.source().equalsIgnoreCase(name);
    }

    private SqlRejected unknown(String problem, String written) {
        return new SqlRejected(SqlRejected.Reason.UnknownRelation, problem + NearestNames.hint(written, displays));
    }
}
