package dev.intalgo.eval;

import dev.intalgo.eval.Database.QueryFailed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;

/**
 * The answers that are right, by the rules of defog-ai's sql-eval: {@code ;} separates alternatives; of the columns
 * in <code>{a, b}</code> any that are not none will do; an empty <code>{}</code> stands for the same columns again.
 */
final class Gold {
    private static final Pattern OUTSIDE_QUOTES = Pattern.compile(";(?=(?:[^']*'[^']*')*[^']*$)");
    private static final Pattern OUTSIDE_PARENTHESES = Pattern.compile(",(?![^(]*\\))");
    private static final Pattern CHOICE = Pattern.compile("\\{([^{}]+)}");
    private static final Pattern ALIAS = Pattern.compile("(?i)\\s+as\\s+\\w+\\s*$");
    private static final Pattern ASKS_FOR_ORDER = Pattern.compile("(?i)\\b(order|sort|arrange)");

    private final List<Right> rights;

    /** Rows that are right, and the places of the columns that say their order; none where it does not matter. */
    private record Right(Rows rows, List<Integer> order) {}

    private Gold(List<Right> rights) {
        this.rights = rights;
    }

    /**
     * Runs what is right for a question.
     *
     * @throws QueryFailed where none of the alternatives runs
     */
    static Gold of(Question question, Database database) throws QueryFailed {
        boolean ordered = question.category().equals("order_by")
                || ASKS_FOR_ORDER.matcher(question.text()).find();
        List<Right> rights = new ArrayList<>();
        QueryFailed failed = null;
        for (String sql : expansions(question.gold())) {
            try {
                rights.add(new Right(database.run(sql), ordered ? order(sql) : List.of()));
            } catch (QueryFailed e) {
                failed = e;
            }
        }
        if (rights.isEmpty() && failed != null) {
            throw failed;
        }
        return new Gold(rights);
    }

    /** Whether the rows are right. */
    boolean matches(Rows rows) {
        return rights.stream().anyMatch(right -> Comparison.same(right.rows(), rows, right.order()));
    }

    /** Whether nothing at all is right: then other SQL is right too easily. */
    boolean empty() {
        return rights.stream().allMatch(right -> right.rows().rows().isEmpty());
    }

    /** The alternatives, each with all columns of its choices. */
    static List<String> alternatives(String gold) {
        return split(gold)
                .map(sql -> {
                    List<String> choices = choices(sql);
                    return choices.getLast();
                })
                .toList();
    }

    /** Everything that is right. */
    static Set<String> expansions(String gold) {
        Set<String> all = new LinkedHashSet<>();
        split(gold).forEach(sql -> all.addAll(choices(sql)));
        return all;
    }

    private static Stream<String> split(String gold) {
        return OUTSIDE_QUOTES.splitAsStream(gold).map(String::strip).filter(sql -> !sql.isEmpty());
    }

    /** The last of them has all columns. */
    private static List<String> choices(String sql) {
        Matcher choice = CHOICE.matcher(sql);
        if (!choice.find()) {
            return List.of(sql);
        }
        String[] columns = OUTSIDE_PARENTHESES.split(choice.group(1));
        return IntStream.range(1, 1 << columns.length)
                .mapToObj(bits -> IntStream.range(0, columns.length)
                        .filter(i -> (bits & 1 << i) != 0)
                        .mapToObj(i -> columns[i].strip())
                        .toList())
                .flatMap(chosen -> {
                    String again = String.join(
                            ", ",
                            chosen.stream()
                                    .map(c -> ALIAS.matcher(c).replaceAll(""))
                                    .toList());
                    String filled = sql.substring(0, choice.start())
                            + String.join(", ", chosen)
                            + sql.substring(choice.end()).replace("{}", again);
                    return choices(filled).stream();
                })
                .toList();
    }

    /** The places of the output columns that the SQL orders by, until one that it does not put out. */
    static List<Integer> order(String sql) {
        List<Integer> places = new ArrayList<>();
        try {
            if (CCJSqlParserUtil.parse(sql) instanceof PlainSelect select && select.getOrderByElements() != null) {
                for (OrderByElement element : select.getOrderByElements()) {
                    Optional<Integer> place = place(element, select.getSelectItems());
                    if (place.isEmpty()) {
                        break;
                    }
                    places.add(place.get());
                }
            }
        } catch (JSQLParserException e) {
            throw new IllegalArgumentException("not SQL: " + sql, e);
        }
        return places;
    }

    private static Optional<Integer> place(OrderByElement element, List<SelectItem<?>> items) {
        if (element.getExpression() instanceof LongValue number) {
            return Optional.of((int) number.getValue() - 1);
        }
        String wanted = element.getExpression().toString();
        return IntStream.range(0, items.size())
                .filter(i ->
                        wanted.equalsIgnoreCase(items.get(i).getExpression().toString())
                                || items.get(i).getAlias() != null
                                        && wanted.equalsIgnoreCase(
                                                items.get(i).getAlias().getName()))
                .boxed()
                .findFirst();
    }
}
