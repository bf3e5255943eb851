package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Scope.Binding;
import java.util.List;
import java.util.Map;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.Select;

/** Fills a scope with the relations of its FROM. */
final class Bindings {
    private final Scope scope;
    private final Map<Table, Binding> tables;
    private final Outputs outputs;

    Bindings(Scope scope, Map<Table, Binding> tables, Outputs outputs) {
        this.scope = scope;
        this.tables = tables;
        this.outputs = outputs;
    }

    void bind(FromItem first, List<Join> joins) {
        if (first != null) {
            bind(first);
        }
        if (joins != null) {
            joins.forEach(j -> bind(j.getFromItem()));
        }
    }

    private void bind(FromItem item) {
        switch (item) {
            case Table table -> bindTable(table);
            case ParenthesedFromItem group when group.getAlias() == null -> bind(group.getFromItem(), group.getJoins());
            case Select select -> bindDerived(item, outputs.of(select), null, select);
            default -> bindDerived(item, null, null, null);
        }
    }

    private void bindTable(Table table) {
        Binding base = tables.get(table);
        Alias alias = table.getAlias();
        if (base == null) {
            bindDerived(table, null, null, null);
        } else if (alias == null) {
            scope.bind(reshaped(table) ? new Binding(base.name(), null, base.relation(), base.written(), null) : base);
        } else {
            bindDerived(table, base.columns(), base.relation(), base.body());
        }
    }

    private void bindDerived(FromItem item, List<String> columns, Relation relation, Select body) {
        Alias alias = item.getAlias();
        String name = alias == null || alias.getName() == null ? "" : Names.unquoted(alias.getName());
        List<String> known = reshaped(item) ? null : columns;
        if (alias != null && alias.getAliasColumns() != null) {
            List<String> renamed = alias.getAliasColumns().stream()
                    .map(c -> outputs.effective(c.name))
                    .toList();
            // Fewer names than columns leave the rest as they are; which those are is not worth finding out.
            known = known == null || known.size() <= renamed.size() ? renamed : null;
        }
        scope.bind(new Binding(name, known, relation, List.of(), reshaped(item) ? null : body));
    }

    private static boolean reshaped(FromItem item) {
        return item.getPivot() != null || item.getUnPivot() != null;
    }
}
