package dev.intalgo.operator.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.AnyComparisonExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.TimezoneExpression;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.Select;

/** Reads the parser's expressions. */
final class Expressions {
    private static final Set<String> AGGREGATES = Set.of(
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "stddev",
            "stddev_pop",
            "stddev_samp",
            "variance",
            "var_pop",
            "var_samp",
            "corr",
            "median",
            "mode",
            "string_agg",
            "listagg",
            "group_concat",
            "array_agg",
            "json_agg",
            "jsonb_agg",
            "bool_and",
            "bool_or",
            "every",
            "any_value",
            "percentile_cont",
            "percentile_disc",
            "approx_count_distinct",
            "count_if",
            "countif");
    private static final int LONGEST = 120;
    private static final Pattern QUALIFIER = Pattern.compile("(?:\"[^\"]*\"|[\\w$]+)\\.(?=[\"\\p{L}_])");
    private static final Pattern CAST = Pattern.compile("::\\s*\\w+(?:\\s*\\([\\d, ]*\\))?");

    private Expressions() {}

    /** What an expression is made of, without the SELECTs in it. */
    static List<Expression> children(Expression e) {
        List<Expression> all = new ArrayList<>();
        switch (e) {
            case null -> {}
            case Select _ -> {}
            case ExpressionList<?> list -> all.addAll(list);
            case BinaryExpression b -> {
                add(all, b.getLeftExpression());
                add(all, b.getRightExpression());
            }
            case CaseExpression c -> {
                add(all, c.getSwitchExpression());
                all.addAll(c.getWhenClauses());
                add(all, c.getElseExpression());
            }
            case WhenClause w -> all.addAll(List.of(w.getWhenExpression(), w.getThenExpression()));
            case CastExpression c -> add(all, c.getLeftExpression());
            case TimezoneExpression t -> {
                add(all, t.getLeftExpression());
                all.addAll(t.getTimezoneExpressions());
            }
            case Function f -> {
                addAll(all, f.getParameters());
                addOrder(all, f.getOrderByElements());
            }
            case AnalyticExpression a -> {
                add(all, a.getExpression());
                add(all, a.getOffset());
                add(all, a.getDefaultValue());
                add(all, a.getFilterExpression());
                addAll(all, a.getPartitionExpressionList());
                addOrder(all, a.getOrderByElements());
                addOrder(all, a.getFuncOrderBy());
            }
            case SignedExpression s -> add(all, s.getExpression());
            case NotExpression n -> add(all, n.getExpression());
            case IsNullExpression n -> add(all, n.getLeftExpression());
            case IsBooleanExpression b -> add(all, b.getLeftExpression());
            case ExistsExpression x -> add(all, x.getRightExpression());
            case ExtractExpression x -> add(all, x.getExpression());
            case AnyComparisonExpression any -> add(all, any.getSelect());
            case InExpression in -> {
                add(all, in.getLeftExpression());
                add(all, in.getRightExpression());
            }
            case Between b ->
                all.addAll(List.of(b.getLeftExpression(), b.getBetweenExpressionStart(), b.getBetweenExpressionEnd()));
            default -> e.accept(new Contents(e, all), null);
        }
        return all;
    }

    /** Finds the columns and SELECTs in expressions whose kind matters to nobody here. */
    private static final class Contents extends ExpressionVisitorAdapter<Void> {
        private final Expression self;
        private final List<Expression> all;

        Contents(Expression self, List<Expression> all) {
            this.self = self;
            this.all = all;
        }

        @Override
        public <S> Void visit(Column column, S context) {
            if (column != self) {
                all.add(column);
            }
            return null;
        }

        @Override
        public <S> Void visit(Select select, S context) {
            all.add(select);
            return null;
        }
    }

    private static void add(List<Expression> all, Expression e) {
        if (e != null) {
            all.add(e);
        }
    }

    private static void addAll(List<Expression> all, ExpressionList<?> list) {
        if (list != null) {
            all.addAll(list);
        }
    }

    private static void addOrder(List<Expression> all, List<OrderByElement> order) {
        if (order != null) {
            order.forEach(o -> all.add(o.getExpression()));
        }
    }

    /** The expression and all in it, outermost first; SELECTs in it are given, but not entered. */
    static Stream<Expression> all(Expression e) {
        List<Expression> found = new ArrayList<>();
        collect(e, found);
        return found.stream();
    }

    private static void collect(Expression e, List<Expression> found) {
        if (e != null) {
            found.add(e);
            children(e).forEach(c -> collect(c, found));
        }
    }

    /** The parts that all have to hold. */
    static Stream<Expression> conjuncts(Expression condition) {
        List<Expression> found = new ArrayList<>();
        split(condition, found);
        return found.stream();
    }

    private static void split(Expression condition, List<Expression> found) {
        switch (bare(condition)) {
            case null -> {}
            case AndExpression and -> {
                split(and.getLeftExpression(), found);
                split(and.getRightExpression(), found);
            }
            case Expression one -> found.add(one);
        }
    }

    /** Without the parentheses around it. */
    static Expression bare(Expression e) {
        return e instanceof ParenthesedExpressionList<?> list && list.size() == 1 ? bare(list.getFirst()) : e;
    }

    /** Without parentheses, signs and casts around it. */
    static Expression core(Expression e) {
        return switch (bare(e)) {
            case CastExpression cast -> core(cast.getLeftExpression());
            case SignedExpression signed -> core(signed.getExpression());
            case null -> null;
            case Expression other -> other;
        };
    }

    /** The value of a number that is written out. */
    static Optional<BigDecimal> number(Expression e) {
        return switch (bare(e)) {
            case LongValue value -> Optional.of(new BigDecimal(value.getBigIntegerValue()));
            case DoubleValue value -> Optional.of(BigDecimal.valueOf(value.getValue()));
            case SignedExpression signed ->
                number(signed.getExpression()).map(n -> signed.getSign() == '-' ? n.negate() : n);
            case CastExpression cast -> number(cast.getLeftExpression());
            case null, default -> Optional.empty();
        };
    }

    /** As it is written, to show; what is long only in part. */
    static String shown(Expression e) {
        String text = bare(e).toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** The same text for what is most likely the same: without case, casts, parentheses, and who has the column. */
    static String text(Expression e) {
        String text = e.toString().toLowerCase(Locale.ROOT);
        text = QUALIFIER.matcher(CAST.matcher(text).replaceAll("")).replaceAll("");
        return text.replaceAll("[\\s\"()]", "");
    }

    /** The function's name in lower case, empty where it is no function. */
    static String function(Expression e) {
        return switch (e) {
            case Function f when f.getName() != null -> f.getName().toLowerCase(Locale.ROOT);
            case AnalyticExpression a when a.getName() != null -> a.getName().toLowerCase(Locale.ROOT);
            case null, default -> "";
        };
    }

    static boolean isAggregate(Expression e) {
        boolean window = e instanceof AnalyticExpression a
                && a.getType() != AnalyticType.FILTER_ONLY
                && a.getType() != AnalyticType.WITHIN_GROUP;
        return !window && AGGREGATES.contains(function(e));
    }

    static List<Expression> arguments(Expression e) {
        return switch (e) {
            case Function f when f.getParameters() != null -> List.copyOf(f.getParameters());
            case AnalyticExpression a when a.getExpression() != null -> List.of(a.getExpression());
            case null, default -> List.of();
        };
    }
}
