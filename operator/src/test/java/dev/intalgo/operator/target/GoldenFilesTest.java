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
                Arguments.of("airflow-project", new Airflow(AirflowSettings.DEFAULT), Runs.of(Granularity.PROJECT)),
                Arguments.of("airflow-model", new Airflow(AirflowSettings.DEFAULT), Runs.of(Granularity.MODEL)),
                Arguments.of("airflow-settings", new Airflow(AirflowTest.SETTINGS), AirflowTest.run()),
                Arguments.of("dagster-project", new Dagster(), Runs.of(Granularity.PROJECT)),
                Arguments.of("dagster-model", new Dagster(), Runs.of(Granularity.MODEL)),
                Arguments.of("dagster-image", new Dagster(DagsterTest.SETTINGS), DagsterTest.run()),
                Arguments.of("bundle", new Portable(), Runs.of(Granularity.PROJECT)),
                Arguments.of("argo-workflow-project", Samples.ARGO, Runs.of(Granularity.PROJECT)),
                Arguments.of("argo-workflow-model", Samples.ARGO, Runs.of(Granularity.MODEL)),
                Arguments.of("prefect", Samples.PREFECT, Runs.of(Granularity.PROJECT)),
                Arguments.of("kestra", Samples.KESTRA, Runs.of(Granularity.PROJECT)),
                Arguments.of("github-actions", Samples.GITHUB, Runs.of(Granularity.PROJECT)),
                Arguments.of("github-actions-state", Samples.GITHUB, Runs.comparing()),
                Arguments.of("gitlab-ci", Samples.GITLAB, Runs.of(Granularity.PROJECT)),
                Arguments.of("gitlab-ci-state", Samples.GITLAB, Runs.comparing()),
                Arguments.of("databricks", new DatabricksBundle(Runs.DATABRICKS), Runs.of(Granularity.PROJECT)),
                Arguments.of("dbt-cloud", Samples.DBT_CLOUD, Runs.of(Granularity.PROJECT)));
    }

    @ParameterizedTest
    @MethodSource
    void rendersTheGoldenFiles(String folder, Target target, Run run) throws Exception {
        var files = target.bundle(run).files();
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
