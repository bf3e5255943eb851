package dev.intalgo.operator.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.expression.TimezoneExpression;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.schema.Column;

/** Finds date logic whose result depends on the time zone of the session that happens to run it. */
final class TimeZones {
    private static final String CODE = "TimeZone";
    private static final int DEEPEST = 20;
    /** What is the same in every time zone, or nearly. */
    private static final Set<String> FINE =
            Set.of("epoch", "second", "seconds", "minute", "minutes", "millisecond", "milliseconds", "microseconds");

    private static final Set<String> NOW =
            Set.of("now", "current_timestamp", "transaction_timestamp", "statement_timestamp", "clock_timestamp");
    private static final Set<String> KEEPS =
            Set.of("min", "max", "coalesce", "greatest", "least", "nullif", "lag", "lead", "first_value", "last_value");

    /** What kind of time an expression is. */
    private enum Kind {
        /** A moment, which has a date only in some time zone. */
        MOMENT,
        /** A date and a time of a calendar. */
        CLOCK,
        DATE,
        OTHER
    }

    private final Frame frame;
    private final List<Finding> findings = new ArrayList<>();
    /** One finding for each column is enough to see it. */
    private final Set<String> told = new HashSet<>();

    private TimeZones(Frame frame) {
        this.frame = frame;
    }

    static List<Finding> in(Frame frame) {
        TimeZones zones = new TimeZones(frame);
        frame.expressions().stream().flatMap(Expressions::all).forEach(zones::check);
        return zones.findings;
    }

    private void check(Expression e) {
        switch (e) {
            case CastExpression cast when isDateOrClock(cast) -> taken(cast.getLeftExpression(), e);
            case ExtractExpression extract when !isFine(extract.getName()) -> taken(extract.getExpression(), e);
            case Function function -> called(function);
            case ComparisonOperator c -> compared(c.getLeftExpression(), c.getRightExpression());
            case Subtraction s -> compared(s.getLeftExpression(), s.getRightExpression());
            case Between between -> {
                compared(between.getLeftExpression(), between.getBetweenExpressionStart());
                compared(between.getLeftExpression(), between.getBetweenExpressionEnd());
            }
            default -> {}
        }
    }

    private static boolean isDateOrClock(CastExpression cast) {
        Kind kind = kind(type(cast));
        return kind == Kind.DATE || kind == Kind.CLOCK;
    }

    private static boolean isFine(String unit) {
        return FINE.contains(unit.toLowerCase(Locale.ROOT));
    }

    private void called(Function function) {
        List<Expression> arguments = Expressions.arguments(function);
        switch (Expressions.function(function)) {
            case "date", "to_char", "strftime" -> arguments.stream().limit(1).forEach(a -> taken(a, function));
            case "date_trunc", "date_part" -> {
                boolean fine = arguments.size() != 2
                        || !(arguments.getFirst() instanceof StringValue unit)
                        || isFine(unit.getValue());
                if (!fine) {
                    taken(arguments.get(1), function);
                }
            }
            default -> {}
        }
    }

    /** The date of a moment is taken. */
    private void taken(Expression moment, Expression whole) {
        Optional<String> column = column(moment);
        if (column.isPresent() && kind(moment, frame, 0) == Kind.MOMENT && told.add(column.get())) {
            findings.add(new Finding(
                    CODE,
                    "%s is a moment in time, so %s depends on the time zone of the session: write %s AT TIME ZONE '...' in it, with UTC or the time zone that is meant."
                            .formatted(column.get(), Expressions.shown(whole), column.get())));
        }
    }

    private void compared(Expression left, Expression right) {
        Kind a = kind(left, frame, 0);
        Kind b = kind(right, frame, 0);
        if (a == Kind.MOMENT && b == Kind.CLOCK) {
            mixed(left, right);
        } else if (a == Kind.CLOCK && b == Kind.MOMENT) {
            mixed(right, left);
        } else if (a == Kind.MOMENT && b == Kind.DATE) {
            today(left, right);
        } else if (a == Kind.DATE && b == Kind.MOMENT) {
            today(right, left);
        }
    }

    private void mixed(Expression moment, Expression clock) {
        column(clock)
                .ifPresent(c -> findings.add(new Finding(
                        CODE,
                        "%s has no time zone but %s has, so comparing them depends on the time zone of the session: write (%s) AT TIME ZONE '...', with the time zone that %s is in."
                                .formatted(c, Expressions.shown(moment), Expressions.shown(moment), c))));
    }

    private void today(Expression moment, Expression date) {
        boolean current = Expressions.all(date).anyMatch(e -> e instanceof TimeKeyExpression);
        if (current) {
            column(moment)
                    .ifPresent(c -> findings.add(new Finding(
                            CODE,
                            "%s is a moment in time, so comparing it with %s depends on the time zone of the session: compare (%s AT TIME ZONE '...')::date with the date in that time zone."
                                    .formatted(c, Expressions.shown(date), c))));
        }
    }

    /** The column that is named first. */
    private static Optional<String> column(Expression e) {
        return Expressions.all(e)
                .filter(Column.class::isInstance)
                .map(Object::toString)
                .findFirst();
    }

    private static Kind kind(Expression e, Frame frame, int depth) {
        if (depth > DEEPEST) {
            return Kind.OTHER;
        }
        return switch (Expressions.bare(e)) {
            case CastExpression cast -> kind(type(cast));
            case TimezoneExpression zone ->
                kind(zone.getLeftExpression(), frame, depth + 1) == Kind.MOMENT ? Kind.CLOCK : Kind.OTHER;
            case TimeKeyExpression key -> key(key.getStringValue());
            case Column column -> column(column, frame, depth);
            case Addition a -> moved(a, frame, depth);
            case Subtraction s -> moved(s, frame, depth);
            case CaseExpression cases ->
                cases.getWhenClauses().isEmpty()
                        ? Kind.OTHER
                        : kind(cases.getWhenClauses().getFirst().getThenExpression(), frame, depth + 1);
            case Function f -> called(f, frame, depth);
            case AnalyticExpression a -> called(a, frame, depth);
            case null, default -> Kind.OTHER;
        };
    }

    /** A time and an interval make another time; two times make an interval. */
    private static Kind moved(BinaryExpression sum, Frame frame, int depth) {
        Kind left = kind(sum.getLeftExpression(), frame, depth + 1);
        Kind right = kind(sum.getRightExpression(), frame, depth + 1);
        if (left == Kind.OTHER || right == Kind.OTHER) {
            return left == Kind.OTHER ? right : left;
        }
        return Kind.OTHER;
    }

    private static Kind called(Expression call, Frame frame, int depth) {
        String name = Expressions.function(call);
        List<Expression> arguments = Expressions.arguments(call);
        if (NOW.contains(name)) {
            return Kind.MOMENT;
        }
        if (KEEPS.contains(name) && !arguments.isEmpty()) {
            return kind(arguments.getFirst(), frame, depth + 1);
        }
        return name.equals("date_trunc") && arguments.size() == 2
                ? kind(arguments.get(1), frame, depth + 1)
                : Kind.OTHER;
    }

    private static Kind key(String word) {
        String name = word.toLowerCase(Locale.ROOT).replaceAll("\\W", "");
        if (NOW.contains(name)) {
            return Kind.MOMENT;
        }
        return name.equals("current_date") ? Kind.DATE : Kind.OTHER;
    }

    private static Kind column(Column column, Frame frame, int depth) {
        var origin = frame.origin(column);
        if (origin.isEmpty() && column.getTable() == null) {
            return key(column.getColumnName());
        }
        if (origin.isEmpty() || origin.get().binding().body() == null) {
            return origin.flatMap(Frame.Origin::attribute)
                    .map(a -> kind(a.type()))
                    .orElse(Kind.OTHER);
        }
        Stream<Kind> kinds = frame.frames().branches(origin.get().binding().body()).stream()
                .map(f -> f.output(origin.get().name())
                        .map(e -> kind(e, f, depth + 1))
                        .orElse(Kind.OTHER));
        return kinds.findFirst().orElse(Kind.OTHER);
    }

    private static String type(CastExpression cast) {
        return Objects.toString(cast.getColDataType(), "");
    }

    private static Kind kind(String type) {
        String lower = type.toLowerCase(Locale.ROOT)
                .replaceAll("\\(\\s*\\d+\\s*\\)", "")
                .replaceAll("\\s+", " ")
                .strip();
        return switch (lower) {
            case "timestamptz", "timestamp with time zone", "timestamp with timezone" -> Kind.MOMENT;
            case "timestamp", "timestamp without time zone", "datetime" -> Kind.CLOCK;
            case "date" -> Kind.DATE;
            default -> Kind.OTHER;
        };
    }
}
