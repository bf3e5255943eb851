package dev.intalgo.eval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.PlainSelect;

/** A mistake that LLMs make, made on purpose. */
enum Mutation {
    RENAMED_COLUMN {
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            return column(sql, catalog).map(c -> replaced(sql, c, c.group() + "_no"));
        }
    },
    UNKNOWN_TABLE {
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            return table(sql, catalog).map(t -> replaced(sql, t, t.group() + "_no"));
        }
    },
    WRONG_TABLE {
        /** Another one that there is. */
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            return table(sql, catalog).flatMap(t -> {
                String name = lastPart(t.group());
                List<Table> tables = catalog.tables();
                int at = tables.stream().map(Table::name).toList().indexOf(name);
                Table other = tables.get((at + 1) % tables.size());
                return other.name().equals(name)
                        ? Optional.empty()
                        : Optional.of(replaced(sql, t, other.qualifiedName()));
            });
        }
    },
    DROPPED_JOIN_CONDITION {
        /** The last, so that the other conditions still see their tables. */
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            PlainSelect select = parsed(sql);
            Optional<Join> join = Optional.ofNullable(select.getJoins())
                    .map(List::getLast)
                    .filter(j -> !j.getOnExpressions().isEmpty());
            join.ifPresent(j -> {
                j.setOnExpressions(List.of());
                j.setLeft(false);
                j.setInner(false);
                j.setSimple(true);
            });
            return join.map(_ -> select.toString());
        }
    },
    MISSING_GROUP_BY {
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            PlainSelect select = parsed(sql);
            if (select.getGroupBy() == null) {
                return Optional.empty();
            }
            select.setGroupByElement(null);
            return Optional.of(select.toString());
        }
    },
    WRONG_QUOTING {
        /** A text in the quotes of names, or a name in other letters than it has. */
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            Matcher literal = LITERAL.matcher(sql);
            return literal.find()
                    ? Optional.of(replaced(sql, literal.toMatchResult(), '"' + literal.group(1) + '"'))
                    : column(sql, catalog)
                            .map(c -> replaced(sql, c, '"' + c.group().toUpperCase(Locale.ROOT) + '"'));
        }
    },
    SYNTAX_ERROR {
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            int last = sql.lastIndexOf(')');
            return Optional.of(
                    last < 0
                            ? sql.replaceFirst("(?i)\\bfrom\\b", "FORM")
                            : sql.substring(0, last) + sql.substring(last + 1));
        }
    },
    SECOND_STATEMENT {
        @Override
        Optional<String> of(String sql, Catalog catalog) {
            return Optional.of(
                    sql + "; DELETE FROM " + catalog.tables().getFirst().qualifiedName());
        }
    };

    private static final Pattern LITERAL = Pattern.compile("'([^']*)'");
    private static final Pattern WORD =
            Pattern.compile("'[^']*'|(?<!\\bas\\s)\\b\\w+\\b(?!\\s*[.(])", Pattern.CASE_INSENSITIVE);
    private static final Pattern TABLE = Pattern.compile("(?<=\\b(?:from|join)\\s)[\\w.]+", Pattern.CASE_INSENSITIVE);

    /** The SQL with this mistake; empty where it cannot be made. */
    abstract Optional<String> of(String sql, Catalog catalog);

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The first column of some table; one with its table in front goes before. */
    private static Optional<MatchResult> column(String sql, Catalog catalog) {
        Set<String> names = catalog.tables().stream()
                .flatMap(t -> t.columns().stream())
                .map(c -> c.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<MatchResult> found = WORD.matcher(sql)
                .results()
                .filter(w -> names.contains(w.group().toLowerCase(Locale.ROOT)))
                .toList();
        return found.stream()
                .filter(w -> w.start() > 0 && sql.charAt(w.start() - 1) == '.')
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    private static Optional<MatchResult> table(String sql, Catalog catalog) {
        Set<String> names = catalog.tables().stream().map(Table::name).collect(Collectors.toSet());
        return TABLE.matcher(sql)
                .results()
                .filter(t -> names.contains(lastPart(t.group())))
                .findFirst();
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String replaced(String sql, MatchResult part, String other) {
        return sql.substring(0, part.start()) + other + sql.substring(part.end());
    }

    private static PlainSelect parsed(String sql) {
        try {
            return CCJSqlParserUtil.parse(sql) instanceof PlainSelect select ? select : new PlainSelect();
        } catch (JSQLParserException e) {
            throw new IllegalArgumentException("not SQL: " + sql, e);
        }
    }
}
