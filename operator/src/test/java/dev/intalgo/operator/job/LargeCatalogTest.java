package dev.intalgo.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LargeCatalogTest {
    /** A process of its own, with a heap of half a gibibyte. */
    private static String run(int tables) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeCatalog.class.getName(),
                        String.valueOf(tables))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        System.out.println(said);
        return said;
    }

    @Test
    void takesTenThousandTablesThroughHalfAGibibyte() throws IOException, InterruptedException {
        assertThat(run(10_000))
                .contains("10000 tables, 200000 columns", "read back: the same")
                .contains("merged, nothing changed: 0 files", "the edit kept", "keys inferred", "searched: ");
    }
}
