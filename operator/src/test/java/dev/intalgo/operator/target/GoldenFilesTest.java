package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files that people's orchestrators load, as a whole. e2e/tests/test_targets.py gives the same files to the real
 * tools. Written anew with {@code -Dgolden=write}.
 */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/target/golden");

    static Stream<Arguments> rendersTheGoldenFiles() {
        return Stream.of(
                Arguments.of("airflow-project", new Airflow(AirflowSettings.DEFAULT), Granularity.PROJECT),
                Arguments.of("airflow-model", new Airflow(AirflowSettings.DEFAULT), Granularity.MODEL),
                Arguments.of("dagster-project", new Dagster(), Granularity.PROJECT),
                Arguments.of("dagster-model", new Dagster(), Granularity.MODEL),
                Arguments.of("bundle", new Portable(), Granularity.PROJECT),
                Arguments.of("argo-workflow-project", Samples.ARGO, Granularity.PROJECT),
                Arguments.of("argo-workflow-model", Samples.ARGO, Granularity.MODEL),
                Arguments.of("prefect", Samples.PREFECT, Granularity.PROJECT),
                Arguments.of("kestra", Samples.KESTRA, Granularity.PROJECT),
                Arguments.of("github-actions", Samples.GITHUB, Granularity.PROJECT),
                Arguments.of("gitlab-ci", Samples.GITLAB, Granularity.PROJECT),
                Arguments.of("dbt-cloud", Samples.DBT_CLOUD, Granularity.PROJECT));
    }

    @ParameterizedTest
    @MethodSource
    void rendersTheGoldenFiles(String folder, Target target, Granularity granularity) throws Exception {
        var files = target.bundle(Runs.of(granularity)).files();
        Path golden = GOLDEN.resolve(folder);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(golden);
            for (var file : files.entrySet()) {
                Files.writeString(golden.resolve(file.getKey()), file.getValue());
            }
        }
        assertThat(files).isEqualTo(read(golden));
    }

    private static TreeMap<String, String> read(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }
}
