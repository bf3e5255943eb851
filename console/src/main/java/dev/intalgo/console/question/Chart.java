package dev.intalgo.console.question;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A picture of an answer's rows: one label and one number of each. Days and months are a line, all else is bars.
 *
 * @param label the name of the column that the labels are from
 * @param value the name of the column that the numbers are from
 * @param bars a line has none
 * @param line bars have none
 */
public record Chart(String label, String value, List<Bar> bars, Line line) {
    private static final int FEWEST = 2;
    private static final int MOST = 50;
    private static final double WIDTH = 640;
    private static final double HEIGHT = 200;
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,30}(\\.\\d{1,30})?([eE][-+]?\\d{1,2})?");
    private static final Pattern DAY = Pattern.compile("(\\d{4})-(\\d{2})(?:-(\\d{2})(?:[ T][0-9:.+\\-Z ]*)?)?");
    private static final Pattern NAMES_A_THING =
            Pattern.compile("(.*_)?(id|key|code|year|month|day|week|quarter|hour|zip)");

    /**
     * A row's bar, in hundredths of the whole width.
     *
     * @param text the number as it came
     */
    public record Bar(String label, String text, String start, String length) {}

    /**
     * A line through all rows, from the earliest to the latest.
     *
     * @param points as an SVG's polyline takes them, in a view of 640 by 200
     */
    public record Line(String points, String first, String last, String lowest, String highest) {}

    private record Row(String label, LocalDate day, double number, String text) {}

    /** Empty where a picture would say nothing, or something that is not so. */
    static Optional<Chart> of(Preview preview) {
        int count = preview.rows().size();
        if (count < FEWEST || count > MOST) {
            return Optional.empty();
        }
        var value = value(preview);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        var label = label(preview, value.getAsInt());
        return label.isEmpty() ? Optional.empty() : of(preview, label.getAsInt(), value.getAsInt());
    }

    /** The first column of numbers that measure something. */
    private static OptionalInt value(Preview preview) {
        return columns(preview)
                .filter(column -> !NAMES_A_THING
                        .matcher(preview.names().get(column).toLowerCase(Locale.ROOT))
                        .matches())
                .filter(column -> isNumbers(preview, column))
                .findFirst();
    }

    /** The first column that tells all rows apart, rather words than numbers. */
    private static OptionalInt label(Preview preview, int value) {
        return columns(preview)
                .filter(column -> column != value)
                .filter(column ->
                        preview.rows().stream().noneMatch(row -> row.get(column).isBlank()))
                .filter(column -> preview.rows().stream()
                                .map(row -> row.get(column))
                                .collect(Collectors.toSet())
                                .size()
                        == preview.rows().size())
                .boxed()
                .min(Comparator.comparing((Integer column) -> isNumbers(preview, column)))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static boolean isNumbers(Preview preview, int column) {
        return preview.rows().stream()
                .allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }

    private static IntStream columns(Preview preview) {
        return IntStream.range(0, preview.names().size());
    }

    private static Optional<Chart> of(Preview preview, int label, int value) {
        List<Row> rows = new ArrayList<>();
        for (var row : preview.rows()) {
            var number = Double.parseDouble(row.get(value));
            if (!Double.isFinite(number)) {
                return Optional.empty();
            }
            rows.add(new Row(row.get(label), day(row.get(label)), number, row.get(value)));
        }
        var names = preview.names();
        var days = new HashSet<LocalDate>();
        var line = rows.stream().allMatch(row -> row.day() != null && days.add(row.day()));
        return Optional.of(
                line
                        ? new Chart(names.get(label), names.get(value), List.of(), line(rows))
                        : new Chart(names.get(label), names.get(value), bars(rows), null));
    }

    /** Null where the text is no day and no month. */
    private static LocalDate day(String text) {
        var found = DAY.matcher(text);
        if (!found.matches()) {
            return null;
        }
        try {
            return LocalDate.of(
                    Integer.parseInt(found.group(1)),
                    Integer.parseInt(found.group(2)),
                    found.group(3) == null ? 1 : Integer.parseInt(found.group(3)));
        } catch (DateTimeException e) {
            return null; // 2024-13 is none.
        }
    }

    private static List<Bar> bars(List<Row> rows) {
        double low = Math.min(0, lowest(rows).number());
        double high = Math.max(0, highest(rows).number());
        double whole = high == low ? 1 : high - low;
        return rows.stream()
                .map(row -> new Bar(
                        row.label(),
                        row.text(),
                        fixed(100 * (Math.min(0, row.number()) - low) / whole),
                        fixed(100 * Math.abs(row.number()) / whole)))
                .toList();
    }

    private static Line line(List<Row> rows) {
        var sorted = rows.stream().sorted(Comparator.comparing(Row::day)).toList();
        var from = sorted.getFirst().day().toEpochDay();
        double days = sorted.getLast().day().toEpochDay() - from;
        double low = Math.min(0, lowest(rows).number());
        double high = Math.max(0, highest(rows).number());
        double whole = high == low ? 1 : high - low;
        var points = sorted.stream()
                .map(row -> fixed(WIDTH * (row.day().toEpochDay() - from) / days) + ","
                        + fixed(HEIGHT - HEIGHT * (row.number() - low) / whole))
                .collect(Collectors.joining(" "));
        return new Line(
                points,
                sorted.getFirst().label(),
                sorted.getLast().label(),
                lowest(rows).text(),
                highest(rows).text());
    }

    private static Row lowest(List<Row> rows) {
        return rows.stream().min(Comparator.comparingDouble(Row::number)).orElseThrow();
    }

    private static Row highest(List<Row> rows) {
        return rows.stream().max(Comparator.comparingDouble(Row::number)).orElseThrow();
    }

    private static String fixed(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
