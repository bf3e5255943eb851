package dev.intalgo.eval.retrieval;

import dev.intalgo.eval.Question;
import dev.intalgo.operator.catalog.Table;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.util.TablesNamesFinder;

/**
 * What the first of a question's right queries reads.
 *
 * @param tables  the tables
 * @param columns those of the tables' columns whose names the query has, as {@code table.column}
 */
record Needs(List<Table> tables, Set<String> columns) {
    private static final Pattern WORD = Pattern.compile("\\W+");

    static Needs of(Question question, List<Table> database) {
        String sql = question.gold().split(";")[0].replace("{}", "1").replaceAll("[{}]", " ");
        Set<String> names = names(sql);
        List<Table> tables =
                database.stream().filter(t -> names.contains(t.name())).toList();
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("reads no table that is known: " + sql);
        }
        Set<String> words = WORD.splitAsStream(sql.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        Set<String> columns = new TreeSet<>();
        tables.forEach(t -> t.columns().stream()
                .filter(c -> words.contains(c.name()))
                .forEach(c -> columns.add(t.name() + "." + c.name())));
        return new Needs(tables, columns);
    }

    private static Set<String> names(String sql) {
        try {
            return new TablesNamesFinder<Void>()
                    .getTables(CCJSqlParserUtil.parse(sql)).stream()
                            .map(n -> n.substring(n.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet());
        } catch (JSQLParserException e) {
            throw new IllegalArgumentException(sql, e);
        }
    }
}
