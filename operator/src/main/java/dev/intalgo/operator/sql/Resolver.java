package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.NotOneSelect;
import static dev.intalgo.operator.sql.SqlRejected.Reason.Unparseable;

import dev.intalgo.operator.sql.Scope.Binding;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.CCJSqlParserTreeConstants;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithItem;

/**
 * Walks a parse tree and says what every relation in it is. It goes by the tree's nodes and not by the statement's
 * fields, so that a relation cannot stand in a place that nobody thought of.
 */
final class Resolver implements CCJSqlParserTreeConstants {
    private static final Set<Integer> FORBIDDEN = Set.of(
            JJTPARENTHESEDINSERT,
            JJTPARENTHESEDUPDATE,
            JJTPARENTHESEDDELETE,
            JJTWITHFUNCTIONDECLARATION,
            JJTFROMQUERY,
            JJTPIPEOPERATOR,
            JJTIMPORT,
            JJTEXPORT,
            JJTSUBIMPORT,
            JJTFORCLAUSE);
    /** Where names may be more than columns: parameters of a lambda, keys of a struct. */
    private static final Set<Integer> OPEN = Set.of(
            JJTLAMBDAEXPRESSION, JJTMAPEXPRESSION, JJTSTRUCKTYPE, JJTKEYEXPRESSION, JJTLATERALVIEW, JJTIMPLICITCAST);

    private final Statement statement;
    private final Source source;
    private final Relations relations;
    private final Map<Table, Binding> tables = new IdentityHashMap<>();
    private final Map<Select, Scope> scopes = new IdentityHashMap<>();
    private final Map<PlainSelect, Node> places = new LinkedHashMap<>();
    private final List<Node> withItems = new ArrayList<>();
    private final List<ColumnUse> columns = new ArrayList<>();
    private final List<Edit> edits = new ArrayList<>();
    private final Set<Target> references = new LinkedHashSet<>();
    private final Outputs outputs;
    private final Calls calls;

    /** A name in the place of a column; {@code star} where it is {@code name.*}, which names no column. */
    record ColumnUse(List<Name> parts, boolean star, Scope scope) {}

    /** What surrounds a node. */
    private record Env(Cte ctes, Scope scope) {}

    /**
     * The common table expressions in sight, the nearest first; {@code columns} is null if they are not known,
     * {@code body} within the expression itself.
     */
    private record Cte(Name name, List<String> columns, Select body, Cte next) {}

    private Resolver(Statement statement, Source source, Relations relations) {
        this.statement = statement;
        this.source = source;
        this.relations = relations;
        this.outputs = new Outputs(scopes, source.dialect());
        this.calls = new Calls(source.sql(), source.pieces(), source.functions());
    }

    /** What the relations are, as edits that put dbt's names in their place. */
    static Resolver resolve(Parsed parsed, Source source, Relations relations) throws SqlRejected {
        Resolver resolver = new Resolver(parsed.statement(), source, relations);
        resolver.children(parsed.root(), new Env(null, null), null);
        resolver.calls.finish();
        ColumnCheck check = new ColumnCheck(source.dialect());
        for (ColumnUse use : resolver.columns) {
            check.check(use).ifPresent(resolver.edits::add);
        }
        return resolver;
    }

    List<Edit> edits() {
        return edits;
    }

    /** Every SELECT and where it stands, without its WITH; in the order in which they end. */
    Map<PlainSelect, Node> places() {
        return places;
    }

    /** Every common table expression, in the order in which they end. */
    List<Node> withItems() {
        return withItems;
    }

    Map<Select, Scope> scopes() {
        return scopes;
    }

    List<Target> references() {
        return List.copyOf(references);
    }

    /** @param around the scope outside of the node, which is what its WITH sees */
    private void children(Node node, Env env, Scope around) throws SqlRejected {
        Env current = env;
        for (int i = 0; i < node.jjtGetNumChildren(); i++) {
            Node child = node.jjtGetChild(i);
            if (child.getId() == JJTWITHITEM) {
                calls.check(child);
                current = new Env(withItem(node, i, new Env(current.ctes(), around)), env.scope());
            } else {
                walk(child, current);
            }
        }
    }

    private void walk(Node node, Env env) throws SqlRejected {
        if (FORBIDDEN.contains(node.getId())) {
            throw new SqlRejected(
                    NotOneSelect, "Write one plain SELECT: it must not write, and its parts must be SELECTs.");
        }
        calls.check(node);
        if (node.getId() == JJTTABLENAME) {
            tableName(node, env);
        } else if (node.getId() == JJTCOLUMN) {
            columns.add(new ColumnUse(source.name(node).parts(), false, env.scope()));
        }
        Env within = node.jjtGetValue() instanceof Select select ? select(node, select, env) : env;
        if (OPEN.contains(node.getId()) || lambda(node)) {
            Scope open = new Scope(env.scope());
            open.open();
            within = new Env(env.ctes(), open);
        }
        children(node, within, env.scope());
        if (node.getId() == JJTPLAINSELECT && node.jjtGetValue() instanceof PlainSelect select) {
            places.put(select, node);
            bindAll(select, scopes.get(select));
        }
    }

    private boolean lambda(Node node) {
        return node.getId() == JJTFUNCTION
                && source.dialect().arrowsAreLambdas()
                && source.sql().substring(Source.start(node), Source.end(node)).contains("->");
    }

    /** A SELECT's node comes twice, once as {@code Select} with its WITH and ORDER BY; both have one scope. */
    private Env select(Node node, Select select, Env env) throws SqlRejected {
        boolean known = select instanceof PlainSelect
                || select instanceof SetOperationList
                || select instanceof ParenthesedSelect
                || select instanceof Values;
        if (!known || select.getForMode() != null || select.getForUpdate() != null) {
            throw new SqlRejected(NotOneSelect, "Write one plain SELECT, which neither locks nor writes.");
        }
        if (select instanceof PlainSelect plain) {
            if (plain.getIntoTables() != null
                    || plain.getIntoTempTable() != null
                    || plain.getMySqlSelectIntoClause() != null) {
                throw new SqlRejected(NotOneSelect, "INTO writes its result somewhere: leave it out, only read.");
            }
            Scope scope = scopes.get(plain);
            if (scope == null) {
                scope = new Scope(Scope.around(env.scope()));
                scopes.put(plain, scope);
            }
            return new Env(env.ctes(), scope);
        }
        if (select instanceof SetOperationList && !scopes.containsKey(select)) {
            Scope scope = Scope.ofSet(env.scope());
            scopes.put(select, scope);
            return new Env(env.ctes(), scope);
        }
        return env;
    }

    /** Defines the WITH item that is the child {@code at} of {@code parent}. */
    private Cte withItem(Node parent, int at, Env env) throws SqlRejected {
        List<WithItem<?>> items = withItems(parent);
        if (at >= items.size() || !(items.get(at).getParenthesedStatement() instanceof ParenthesedSelect body)) {
            throw new SqlRejected(NotOneSelect, "Every part of WITH must be a SELECT: it must not write.");
        }
        WithItem<?> item = items.get(at);
        Name name = name(item.getAliasName());
        List<String> named = item.getWithItemList() == null
                ? null
                : item.getWithItemList().stream()
                        .map(c -> source.dialect().fold(name(c.toString())))
                        .toList();
        boolean union = body.getSelect() instanceof SetOperationList;
        Cte inner = env.ctes();
        if (items.stream().anyMatch(WithItem::isRecursive)
                || union && source.dialect().implicitRecursion()) {
            // Any of them may refer to itself and to those behind it, of which it is not known yet what they put out.
            for (WithItem<?> later : items.subList(at, items.size())) {
                inner = new Cte(name(later.getAliasName()), null, null, inner);
            }
            inner = new Cte(name, named, null, inner);
        }
        children(parent.jjtGetChild(at), new Env(inner, env.scope()), env.scope());
        withItems.add(parent.jjtGetChild(at));
        return new Cte(name, named != null ? named : outputs.of(body), body, env.ctes());
    }

    /** The nodes of WITH items have no value, but they come first among the children, in order. */
    private List<WithItem<?>> withItems(Node parent) {
        Statement owner = parent.jjtGetValue() instanceof Select select ? select : statement;
        List<WithItem<?>> items = owner instanceof Select select ? select.getWithItemsList() : null;
        return items == null ? List.of() : items;
    }

    private static Name name(String written) {
        String text = Names.unquoted(written.strip());
        return new Name(text, !text.equals(written.strip()), 0, 0);
    }

    private void tableName(Node node, Env env) throws SqlRejected {
        Node parent = node.jjtGetParent();
        Names.Dotted name = source.name(node);
        if (parent != null && parent.getId() == JJTFROMITEM && node.jjtGetValue() instanceof Table table) {
            tables.put(table, relation(node, table, name, env));
        } else if (name.whole()) {
            columns.add(new ColumnUse(name.parts(), true, env.scope()));
        } else if (!source.templates().containsKey(Source.start(node))) {
            throw unclear(node);
        }
    }

    private Binding relation(Node node, Table table, Names.Dotted name, Env env) throws SqlRejected {
        Jinja.Call template = source.templates().get(Source.start(node));
        if (template != null) {
            Relation relation = relations.find(template.target());
            replace(Source.start(node), template.end(), relation, "");
            return new Binding(relation.name(), known(relation), relation, List.of(), null);
        }
        if (!name.whole()) {
            throw unclear(node);
        }
        Name last = name.parts().getLast();
        for (Cte cte = env.ctes(); name.parts().size() == 1 && cte != null; cte = cte.next()) {
            if (source.dialect().same(last, source.dialect().fold(cte.name()))) {
                return new Binding(last.text(), cte.columns(), null, List.of(), cte.body());
            }
        }
        boolean dual = source.dialect().hasDual()
                && name.parts().size() == 1
                && last.text().equalsIgnoreCase("dual");
        if (dual) {
            return new Binding(last.text(), List.of("DUMMY"), null, List.of(), null);
        }
        Relation relation = relations.find(name.parts(), source.dialect());
        // dbt renders the real name; where the SQL spells it differently it becomes the alias, so that columns
        // qualified with it still work.
        boolean respelt = !source.dialect().fold(last).equals(relation.name()) && table.getAlias() == null;
        replace(
                Source.start(node),
                Source.end(node),
                relation,
                respelt ? " " + Names.last(source.sql(), name.parts()) : "");
        return new Binding(last.text(), known(relation), relation, name.parts(), null);
    }

    private void replace(int start, int end, Relation relation, String alias) {
        edits.add(new Edit(start, end, relation.target().template() + alias));
        references.add(relation.target());
    }

    private static List<String> known(Relation relation) {
        return relation.columns().isEmpty() ? null : relation.columns();
    }

    private SqlRejected unclear(Node node) {
        String text = source.sql().substring(Source.start(node), Source.end(node));
        return new SqlRejected(
                Unparseable,
                "FROM has " + text + ", which is not the name of a table: write schema.table, or a model's name.");
    }

    private void bindAll(PlainSelect select, Scope scope) {
        if (select.getLateralViews() != null || select.getKsqlWindow() != null) {
            scope.open();
        }
        new Bindings(scope, tables, outputs).bind(select.getFromItem(), select.getJoins());
        outputs.aliases(select).forEach(scope::output);
    }
}
