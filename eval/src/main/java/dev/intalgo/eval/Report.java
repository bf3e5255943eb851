package dev.intalgo.eval;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say where figures are kept, for later ones to be compared with. */
final class Report {
    @Option(
            names = "--append-to",
            paramLabel = "FILE",
            description = "The Markdown file to whose table the figures are added (docs/evaluation.md).")
    private Path file = Data.root().resolve("docs/evaluation.md");

    @Option(names = "--machine", description = "What it ran on, in words; this machine where it is not given.")
    private String machine = machine();

    /** The beginning of each row of figures: the date and the machine. */
    List<Object> begin() {
        return List.of(LocalDate.now(), machine);
    }

    /** Prints the figures and adds them to the table under the heading, where the file has it; else with it. */
    void add(String heading, List<String> columns, List<List<Object>> rows) throws IOException {
        var table = new Markdown(columns.toArray(String[]::new));
        rows.forEach(row -> table.row(row.toArray()));
        System.out.println("## " + heading + "\n\n" + table);
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        Files.writeString(
                file,
                String.join(
                                "\n",
                                added(
                                        "## " + heading,
                                        lines,
                                        table.toString().lines().toList())) + "\n");
    }

    private static List<String> added(String heading, List<String> lines, List<String> table) {
        List<String> all = new ArrayList<>(lines);
        if (!all.contains(heading)) {
            all.addAll(List.of("", heading));
        }
        int end = all.indexOf(heading) + 1;
        int header = -1;
        while (end < all.size()
                && !all.get(end).startsWith("## ")
                && (header < 0 || all.get(end).startsWith("|"))) {
            header = all.get(end).equals(table.getFirst()) ? end : header;
            end++;
        }
        if (header >= 0) {
            all.addAll(end, table.subList(2, table.size()));
            return all;
        }
        while (all.get(end - 1).isBlank()) {
            end--;
        }
        all.addAll(end, table);
        all.add(end, "");
        return all;
    }

    private static String machine() {
        long bytes = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return String.format(
                Locale.ROOT,
                "%d cores, %d GiB, %s",
                Runtime.getRuntime().availableProcessors(),
                Math.round(bytes / (double) (1L << 30)),
                system());
    }

    /** As the system calls itself, where it is a Linux. */
    private static String system() {
        try (Stream<String> lines = Files.lines(Path.of("/etc/os-release"))) {
            return lines.filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no PRETTY_NAME"));
        } catch (IOException e) {
            return System.getProperty("os.name");
        }
    }
}
