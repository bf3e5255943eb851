package dev.intalgo.operator.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.IntegerDivision;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.Select;

/** Finds divisions by what may be zero. */
final class Divisions {
    /** A column of a derived table of a derived table, and so on. */
    private static final int DEEPEST = 20;

    private final List<Finding> findings = new ArrayList<>();
    /** One finding for each divisor is enough to see it. */
    private final Set<String> told = new HashSet<>();

    private Divisions() {}

    static List<Finding> in(Frame frame) {
        var divisions = new Divisions();
        Facts facts = facts(frame);
        frame.expressions().forEach(e -> divisions.walk(e, facts, frame));
        return divisions.findings;
    }

    private static Facts facts(Frame frame) {
        Stream<Expression> having = Stream.ofNullable(frame.select().getHaving());
        return Facts.of(Stream.concat(frame.filters().stream(), having).toList());
    }

    private void walk(Expression e, Facts facts, Frame frame) {
        switch (e) {
            case Division d -> divisor(d, facts, frame);
            case IntegerDivision d -> divisor(d, facts, frame);
            case Modulo m -> divisor(m, facts, frame);
            case null, default -> {}
        }
        if (e instanceof CaseExpression cases) {
            branches(cases, facts, (part, known) -> walk(part, known, frame));
        } else {
            Facts known = known(e, facts);
            Expressions.children(e).forEach(c -> walk(c, known, frame));
        }
    }

    /** What {@code FILTER} and {@code IF} add. */
    private static Facts known(Expression e, Facts facts) {
        if (e instanceof AnalyticExpression a && a.getFilterExpression() != null) {
            return facts.and(a.getFilterExpression(), true);
        }
        boolean chooses = e instanceof Function f && List.of("if", "iff", "iif").contains(Expressions.function(f));
        return chooses && !Expressions.arguments(e).isEmpty()
                ? facts.and(Expressions.arguments(e).getFirst(), true)
                : facts;
    }

    private interface Branch {
        void at(Expression part, Facts known);
    }

    private static void branches(CaseExpression cases, Facts facts, Branch branch) {
        Facts known = facts;
        for (WhenClause when : cases.getWhenClauses()) {
            Expression condition = cases.getSwitchExpression() == null
                    ? when.getWhenExpression()
                    : new EqualsTo(cases.getSwitchExpression(), when.getWhenExpression());
            branch.at(when.getThenExpression(), known.and(condition, true));
            known = known.and(condition, false);
        }
        if (cases.getElseExpression() != null) {
            branch.at(cases.getElseExpression(), known);
        }
    }

    private void divisor(BinaryExpression division, Facts facts, Frame frame) {
        Expression divisor = division.getRightExpression();
        if (!nonzero(divisor, facts, frame, 0) && told.add(Expressions.text(divisor))) {
            String text = Expressions.shown(divisor);
            findings.add(new Finding(
                    "DivisionByZero",
                    "%s may be zero, and then %s fails: divide by NULLIF(%s, 0)."
                            .formatted(text, Expressions.shown(division), text)));
        }
    }

    private boolean nonzero(Expression e, Facts facts, Frame frame, int depth) {
        Expression core = Expressions.core(e);
        Optional<java.math.BigDecimal> number = Expressions.number(core);
        if (number.isPresent()) {
            return number.get().signum() != 0;
        }
        if (core instanceof NullValue || depth > DEEPEST || facts.exclude(core)) {
            return true;
        }
        return switch (core) {
            case CaseExpression cases -> {
                List<Boolean> all = new ArrayList<>();
                branches(cases, facts, (part, known) -> all.add(nonzero(part, known, frame, depth + 1)));
                yield !all.contains(false);
            }
            case Column column -> column(column, frame, depth);
            case Select select -> {
                List<Frame> branches = frame.frames().branches(select);
                yield branches.stream().allMatch(f -> nonzero(single(f), facts(f), f, depth + 1));
            }
            case Multiplication m ->
                nonzero(m.getLeftExpression(), facts, frame, depth + 1)
                        && nonzero(m.getRightExpression(), facts, frame, depth + 1);
            case Division d -> nonzero(d.getLeftExpression(), facts, frame, depth + 1);
            case Addition a -> positive(a.getLeftExpression()) || positive(a.getRightExpression());
            case Subtraction _, Modulo _, ExtractExpression _ -> false;
            case Function _, AnalyticExpression _ -> called(core, facts, frame, depth);
            default -> true;
        };
    }

    private static Expression single(Frame frame) {
        var items = frame.select().getSelectItems();
        return items == null || items.size() != 1
                ? new NullValue()
                : items.getFirst().getExpression();
    }

    private static boolean positive(Expression e) {
        return Expressions.number(e).map(n -> n.signum() > 0).orElse(false);
    }

    /** A column is what the derived table that it comes from makes it. */
    private boolean column(Column column, Frame frame, int depth) {
        var origin = frame.origin(column);
        if (origin.isEmpty() || origin.get().binding().body() == null) {
            return false;
        }
        List<Frame> branches = frame.frames().branches(origin.get().binding().body());
        return !branches.isEmpty()
                && branches.stream()
                        .allMatch(f -> f.output(origin.get().name())
                                .map(e -> nonzero(e, facts(f), f, depth + 1))
                                .orElse(false));
    }

    private boolean called(Expression call, Facts facts, Frame frame, int depth) {
        List<Expression> arguments = Expressions.arguments(call);
        return switch (Expressions.function(call)) {
            case "nullif" ->
                arguments.size() == 2
                        && (Expressions.number(arguments.get(1))
                                        .map(n -> n.signum() == 0)
                                        .orElse(false)
                                || nonzero(arguments.getFirst(), facts, frame, depth + 1));
            case "greatest" ->
                arguments.stream().anyMatch(Divisions::positive)
                        || arguments.stream().allMatch(a -> nonzero(a, facts, frame, depth + 1));
            case "coalesce", "ifnull", "nvl", "isnull", "least" ->
                arguments.stream().allMatch(a -> nonzero(a, facts, frame, depth + 1));
            case "count" -> counts(call, frame);
            case "length",
                    "char_length",
                    "character_length",
                    "date_part",
                    "datepart",
                    "datediff",
                    "date_diff",
                    "mod",
                    "sign" -> false;
            case "abs", "sqrt", "round", "ceil", "ceiling", "floor", "trunc", "sum", "avg", "min", "max" ->
                !arguments.isEmpty() && nonzero(arguments.getFirst(), facts, frame, depth + 1);
            case "lag", "lead", "first_value", "last_value", "nth_value", "median" ->
                !arguments.isEmpty() && nonzero(arguments.getFirst(), facts, frame, depth + 1);
            default -> true;
        };
    }

    /** Rows that there are; nulls and what a FILTER leaves out are not counted. */
    private static boolean counts(Expression count, Frame frame) {
        if (count instanceof AnalyticExpression a && a.getFilterExpression() != null) {
            return false;
        }
        List<Expression> arguments = Expressions.arguments(count);
        return arguments.isEmpty()
                || switch (Expressions.core(arguments.getFirst())) {
                    case Column column -> always(column, frame);
                    case CaseExpression _ -> false;
                    case null, default -> true;
                };
    }

    private static boolean always(Column column, Frame frame) {
        return frame.origin(column)
                .map(o -> !frame.mayBeMissing(o.binding())
                        && o.attribute()
                                .map(a -> a.nulls() != Relation.Nulls.POSSIBLE)
                                .orElse(true))
                .orElse(true);
    }
}
