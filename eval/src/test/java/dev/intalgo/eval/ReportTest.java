package dev.intalgo.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ReportTest {
    @TempDir
    Path folder;

    @Test
    void addsRowsToTheTableThatIsThere() throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.md"), "## Live\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n## Next\n\ntext\n");
        report(file).add("Live", List.of("a", "b"), List.of(List.of(3, 4)));
        assertThat(file).content().contains("| 1 | 2 |\n| 3 | 4 |\n\n## Next\n\ntext\n");
    }

    @Test
    void beginsATableWhereThereIsNone() throws Exception {
        Path file = Files.writeString(folder.resolve("a.md"), "# Title\n");
        report(file).add("Live", List.of("a", "b"), List.of(List.of(3, "x|y")));
        assertThat(file).content().isEqualTo("# Title\n\n## Live\n\n| a | b |\n| --- | --- |\n| 3 | x\\|y |\n");
    }

    @Test
    void beginsATableBelowWhatIsSaidOfIt() throws Exception {
        Path file = Files.writeString(folder.resolve("a.md"), "## Live\n\nNone yet.\n\n## Next\n");
        report(file).add("Live", List.of("a"), List.of(List.of(3)));
        assertThat(file).content().isEqualTo("## Live\n\nNone yet.\n\n| a |\n| --- |\n| 3 |\n\n## Next\n");
    }

    private static Report report(Path file) {
        var holder = new Holder();
        new CommandLine(holder).parseArgs("--append-to", file.toString());
        return holder.report;
    }

    @Command
    private static final class Holder {
        @CommandLine.Mixin
        private Report report;
    }
}
