package dev.intalgo.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "intalgo/runner:1.2, postgres, intalgo/runner:1.2",
        "intalgo/runner:1.2, duckdb, intalgo/runner:1.2",
        "intalgo/runner:1.2, mysql, intalgo/runner-mysql:1.2",
        "intalgo/runner:1.2, mariadb, intalgo/runner-mysql:1.2",
        "intalgo/runner:1.2, unheardof, intalgo/runner:1.2",
        "registry:5000/runner, trino, registry:5000/runner-trino",
        "intalgo/runner@sha256:12ab, trino, intalgo/runner@sha256:12ab",
    })
    void findsTheAdaptersImage(String image, String adapter, String expected) {
        assertThat(runner(image, Map.of()).image(adapter)).isEqualTo(expected);
    }

    @Test
    void prefersTheImagesThatWereGiven() {
        var runner = runner("runner:1", Map.of("mysql", "my:2", "postgres", "pg:3", "mariadb", "maria:4"));

        assertThat(runner.image("mysql")).isEqualTo("my:2");
        assertThat(runner.image("mysql5")).isEqualTo("my:2");
        assertThat(runner.image("mariadb")).isEqualTo("maria:4");
        assertThat(runner.image("postgres")).isEqualTo("pg:3");
    }

    @Test
    void knowsAllAdaptersThatThereIsAnImageOf() throws IOException {
        Set<String> locks;
        try (var files = Files.list(Path.of("../runner/adapters"))) {
            locks = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .map(name -> name.replace(".txt", ""))
                    .collect(Collectors.toCollection(HashSet::new));
        }
        locks.removeAll(Set.of("postgres", "duckdb"));
        assertThat(RunnerSettings.WITH_IMAGE).isEqualTo(locks);
    }

    @Test
    void readsThemAsTheChartWritesThem() {
        var environment = Map.of("INTALGO_RUNNER_ADAPTER_IMAGES", "mysql=registry:5000/my@sha256:12ab;trino=trino:2;");
        var config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .build();

        assertThat(config.getValues("intalgo.runner-adapter-images", String.class, String.class))
                .isEqualTo(Map.of("mysql", "registry:5000/my@sha256:12ab", "trino", "trino:2"));
    }

    private static RunnerSettings runner(String image, Map<String, String> adapterImages) {
        return new RunnerSettings(image, adapterImages, "https://intalgo", "CA");
    }
}
