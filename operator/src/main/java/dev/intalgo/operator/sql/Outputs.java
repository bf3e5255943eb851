package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;

/** Says which columns a SELECT puts out, once the relations of its FROM are known. */
final class Outputs {
    private final Map<Select, Scope> scopes;
    private final Dialect dialect;

    Outputs(Map<Select, Scope> scopes, Dialect dialect) {
        this.scopes = scopes;
        this.dialect = dialect;
    }

    /** The names of the columns, or null if they cannot be told: databases name {@code count(*)} differently. */
    List<String> of(Select select) {
        return switch (select) {
            case ParenthesedSelect inner -> of(inner.getSelect());
            case SetOperationList set -> of(set.getSelect(0));
            case PlainSelect plain -> items(plain);
            case null, default -> null;
        };
    }

    /** The aliases that a SELECT gives. */
    List<String> aliases(PlainSelect select) {
        if (select.getSelectItems() == null) {
            return List.of();
        }
        return select.getSelectItems().stream()
                .map(SelectItem::getAliasName)
                .filter(Objects::nonNull)
                .map(Names::unquoted)
                .toList();
    }

    private List<String> items(PlainSelect select) {
        Scope scope = scopes.get(select);
        if (scope == null || select.getSelectItems() == null) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (SelectItem<?> item : select.getSelectItems()) {
            List<String> some = item(item, scope);
            if (some == null) {
                return null;
            }
            names.addAll(some);
        }
        return names;
    }

    private List<String> item(SelectItem<?> item, Scope scope) {
        if (item.getAliasName() != null) {
            return List.of(effective(item.getAliasName()));
        }
        return switch (item.getExpression()) {
            case AllTableColumns of when plain(of) -> columns(scope.binding(last(of)));
            case AllTableColumns _ -> null;
            case AllColumns all when plain(all) -> all(scope);
            case Column column -> List.of(effective(column.getColumnName()));
            default -> null;
        };
    }

    private static boolean plain(AllColumns all) {
        return all.getExceptColumns() == null && all.getReplaceExpressions() == null;
    }

    private Name last(AllTableColumns of) {
        return name(of.getTable().getName());
    }

    private static List<String> all(Scope scope) {
        if (scope.isOpen()) {
            return null;
        }
        return scope.bindings().stream().flatMap(b -> b.columns().stream()).toList();
    }

    private static List<String> columns(Binding binding) {
        return binding == null ? null : binding.columns();
    }

    String effective(String written) {
        return dialect.fold(name(written));
    }

    private static Name name(String written) {
        String text = Names.unquoted(written);
        return new Name(text, !text.equals(written), 0, 0);
    }
}
