package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.UnknownColumn;

import dev.intalgo.operator.sql.Resolver.ColumnUse;
import dev.intalgo.operator.sql.Scope.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says whether a column exists where that can be told for certain. Anything less certain is left to the database, which
 * knows better.
 */
final class ColumnCheck {
    /** Words that stand where a column may stand. */
    private static final Set<String> WORDS = Set.of(
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "current_user",
            "session_user",
            "system_user",
            "user",
            "current_role",
            "current_catalog",
            "current_schema",
            "sysdate",
            "systimestamp",
            "rownum",
            "rowid",
            "level",
            "true",
            "false",
            "null",
            "unknown",
            "default",
            "ctid",
            "xmin",
            "xmax",
            "cmin",
            "cmax",
            "tableoid",
            "oid",
            "value",
            "ordinality",
            "index",
            "this",
            "seq",
            "path",
            "key",
            "year",
            "years",
            "quarter",
            "month",
            "months",
            "week",
            "weeks",
            "day",
            "days",
            "dayofweek",
            "dayofyear",
            "hour",
            "hours",
            "minute",
            "minutes",
            "second",
            "seconds",
            "millisecond",
            "milliseconds",
            "microsecond",
            "microseconds",
            "nanosecond",
            "isoweek",
            "isoyear",
            "isodow",
            "date",
            "time",
            "timestamp",
            "epoch",
            "dow",
            "doy",
            "century",
            "decade",
            "millennium",
            "timezone",
            "yy",
            "yyyy",
            "qq",
            "mm",
            "wk",
            "ww",
            "dd",
            "dw",
            "weekday",
            "hh",
            "mi",
            "ss",
            "ms",
            "both",
            "leading",
            "trailing");

    private final Dialect dialect;

    ColumnCheck(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Fails where the column cannot exist; otherwise what to change for it to work, if anything. */
    Optional<Edit> check(ColumnUse use) throws SqlRejected {
        List<Name> parts = use.parts();
        boolean string = parts.size() == 1 && parts.getFirst().quoted() && dialect.doubleQuotedStrings();
        if (parts.isEmpty() || use.scope() == null || string) {
            return Optional.empty();
        }
        int qualifiers = use.star() ? parts.size() : parts.size() - 1;
        if (qualifiers == 0) {
            unqualified(parts.getFirst(), use.scope());
            return Optional.empty();
        }
        for (int n = Math.min(3, qualifiers); n > 1; n--) {
            Binding binding = bySchema(parts.subList(0, n), use.scope());
            if (binding != null) {
                has(binding, parts, n);
                // dbt renders the table's name its own way; the name alone works whatever that way is.
                return Optional.of(withoutSchema(parts.subList(0, n)));
            }
        }
        Binding binding = use.scope().binding(parts.getFirst());
        if (binding != null) {
            has(binding, parts, 1);
        } else if (!mayBeStruct(parts.getFirst(), use.scope())) {
            throw unknownQualifier(parts, use.scope());
        }
        return Optional.empty();
    }

    private static Edit withoutSchema(List<Name> qualifier) {
        int start = qualifier.getFirst().start();
        Name table = qualifier.getLast();
        return Names.sharesQuotes(qualifier)
                ? new Edit(start, table.end(), '`' + table.text() + '`')
                : new Edit(start, table.start(), "");
    }

    /** The relation without an alias that a qualifier with a schema means; null if none. */
    private Binding bySchema(List<Name> qualifier, Scope from) throws SqlRejected {
        Name last = qualifier.getLast();
        int sameName = 0;
        for (Scope scope = from; scope != null; scope = scope.parent()) {
            Binding found = null;
            for (Binding binding : scope.bindings()) {
                boolean meant = binding.relation() != null && !binding.written().isEmpty();
                found = meant && named(qualifier, binding.relation()) ? binding : found;
                sameName += binding.name().equalsIgnoreCase(last.text()) ? 1 : 0;
            }
            if (found != null && sameName > 1) {
                // Without its schema the name would mean another one, here or nearer.
                throw new SqlRejected(
                        UnknownColumn, "There are several relations called " + last.text() + ": give each an alias.");
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean named(List<Name> qualifier, Relation relation) {
        int size = qualifier.size();
        return qualifier.getLast().text().equalsIgnoreCase(relation.name())
                && qualifier.get(size - 2).text().equalsIgnoreCase(relation.schema())
                && (size < 3
                        || relation.database().isEmpty()
                        || qualifier.getFirst().text().equalsIgnoreCase(relation.database()));
    }

    private void has(Binding binding, List<Name> parts, int at) throws SqlRejected {
        boolean star = at >= parts.size();
        if (star || binding.columns() == null || Scope.has(binding, parts.get(at), dialect) || isWord(parts.get(at))) {
            return;
        }
        String table =
                binding.relation() == null ? binding.name() : binding.relation().display();
        throw new SqlRejected(
                UnknownColumn,
                table + " has no column " + parts.get(at).text() + "."
                        + NearestNames.hint(parts.get(at).text(), spelt(binding.columns())));
    }

    private void unqualified(Name name, Scope from) throws SqlRejected {
        List<Binding> seen = new ArrayList<>();
        for (Scope scope = from; scope != null; scope = scope.parent()) {
            boolean wholeRow = scope.bindings().stream().anyMatch(b -> b.name().equalsIgnoreCase(name.text()));
            if (wholeRow || scope.isOpen() || scope.hasColumn(name, dialect)) {
                return;
            }
            seen.addAll(scope.bindings());
        }
        if (isWord(name)) {
            return;
        }
        List<String> names = seen.stream()
                .map(Binding::name)
                .filter(n -> !n.isEmpty())
                .distinct()
                .toList();
        String where =
                names.isEmpty() ? "There is no column " : "None of " + String.join(", ", names) + " has a column ";
        List<String> all =
                seen.stream().flatMap(b -> spelt(b.columns()).stream()).toList();
        throw new SqlRejected(UnknownColumn, where + name.text() + "." + NearestNames.hint(name.text(), all));
    }

    /** {@code a.b} may be a field of a column {@code a} and not a column of a relation. */
    private boolean mayBeStruct(Name first, Scope from) {
        for (Scope scope = from; scope != null; scope = scope.parent()) {
            if (scope.isOpen() || scope.hasColumn(first, dialect)) {
                return true;
            }
        }
        return false;
    }

    private SqlRejected unknownQualifier(List<Name> parts, Scope from) {
        String written = String.join(".", parts.stream().map(Name::text).toList());
        List<String> known = Stream.iterate(from, s -> s != null, Scope::parent)
                .flatMap(s -> s.bindings().stream())
                .map(Binding::name)
                .filter(n -> !n.isEmpty())
                .distinct()
                .toList();
        String there = known.isEmpty() ? "FROM has no relation." : "FROM has " + String.join(", ", known) + ".";
        return new SqlRejected(
                UnknownColumn, "In " + written + ", " + parts.getFirst().text() + " is no relation of FROM. " + there);
    }

    private static boolean isWord(Name name) {
        return !name.quoted() && WORDS.contains(name.text().toLowerCase(Locale.ROOT));
    }

    /** As the SQL has to spell them. */
    private List<String> spelt(List<String> columns) {
        return columns.stream()
                .map(c -> dialect.strictCase() && !c.equals(c.toLowerCase(Locale.ROOT)) ? '"' + c + '"' : c)
                .toList();
    }
}
