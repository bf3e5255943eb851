package dev.intalgo.operator.sql;

import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.statement.select.Select;

/** What names mean within one SELECT: its relations, its own output columns, and what the SELECT around it has. */
final class Scope {
    private final Scope parent;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final boolean ofSet;
    private boolean open;

    /**
     * A relation of FROM.
     *
     * @param name     what the SELECT calls it: its alias, or its own name
     * @param columns  its columns, or null if they are not known
     * @param relation what it is where it is a relation of the database, else null
     * @param written  the name as written where it has no alias, else empty
     * @param body     the SELECT that it is where it is a common table expression or a derived table, else null
     */
    record Binding(String name, List<String> columns, Relation relation, List<Name> written, Select body) {}

    Scope(Scope parent) {
        this.parent = parent;
        this.ofSet = false;
    }

    private Scope(Scope parent, boolean ofSet) {
        this.parent = parent;
        this.ofSet = ofSet;
    }

    /** For ORDER BY of a UNION, which sees the UNION's columns; the SELECTs of the UNION do not see this scope. */
    static Scope ofSet(Scope parent) {
        Scope scope = new Scope(parent, true);
        scope.open();
        return scope;
    }

    /** The scope that a SELECT within this one sees around it; {@code scope} may be null. */
    static Scope around(Scope scope) {
        return scope != null && scope.ofSet ? around(scope.parent) : scope;
    }

    Scope parent() {
        return parent;
    }

    List<Binding> bindings() {
        return bindings;
    }

    void bind(Binding binding) {
        bindings.add(binding);
    }

    /** Notes the name of a column that this SELECT puts out: most databases let ORDER BY or GROUP BY use it. */
    void output(String name) {
        outputs.add(name);
    }

    /** Says that there are more names here than are known. */
    void open() {
        open = true;
    }

    boolean isOpen() {
        return open || bindings.stream().anyMatch(b -> b.columns() == null);
    }

    boolean hasColumn(Name name, Dialect dialect) {
        return bindings.stream().anyMatch(b -> has(b, name, dialect))
                || outputs.stream().anyMatch(o -> o.equalsIgnoreCase(name.text()));
    }

    static boolean has(Binding binding, Name name, Dialect dialect) {
        return binding.columns() != null && binding.columns().stream().anyMatch(c -> dialect.same(name, c));
    }

    /** The relation that the SELECT calls by this name, here or further out; null if none. */
    Binding binding(Name name) {
        for (Scope s = this; s != null; s = s.parent) {
            for (Binding b : s.bindings) {
                if (b.name().equalsIgnoreCase(name.text())) {
                    return b;
                }
            }
        }
        return null;
    }
}
