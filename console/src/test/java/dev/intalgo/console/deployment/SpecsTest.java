package dev.intalgo.console.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpecsTest {
    private static DeploymentForm form(Platform platform, String schedule, List<String> keys, List<String> values) {
        return new DeploymentForm(
                platform.key(),
                "daily",
                "shop",
                List.of("orders"),
                "tag:daily +sums",
                "",
                schedule,
                "Europe/Berlin",
                "Model",
                "Approved",
                "Ann",
                "",
                "dev",
                "2",
                "30m",
                "",
                false,
                "",
                keys,
                values,
                "",
                false);
    }

    private static DeploymentSpec spec(String yaml) {
        return Serialization.unmarshal(yaml, DeploymentSpec.class);
    }

    private static Deployment deployment(DeploymentSpec spec) {
        var deployment = new Deployment();
        deployment.setMetadata(new ObjectMetaBuilder()
                .withName("daily")
                .withResourceVersion("7")
                .build());
        deployment.setSpec(spec);
        return deployment;
    }

    @Test
    void saysWhatTheFormSays() {
        var read = Specs.read(
                form(
                        Platform.AIRFLOW,
                        "0 6 * * *",
                        List.of("pool", "paused", "priority"),
                        List.of("small", "true", "3")),
                Platform.AIRFLOW,
                null);
        assertThat(read.wrong()).isEmpty();
        assertThat(read.spec()).isEqualTo(spec("""
                projectRef: {name: shop}
                select: [orders, "tag:daily", "+sums"]
                schedule: 0 6 * * *
                timeZone: Europe/Berlin
                granularity: Model
                commits: {policy: Approved}
                owner: Ann
                environment: {schema: dev}
                attempts: {retries: 2, timeout: 30m}
                airflow: {pool: small, paused: true, priority: 3}
                """));
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void makesOneOfEachPlatform(Platform platform) {
        var numbers = platform == Platform.DBT_CLOUD;
        var read = Specs.read(
                form(
                        platform,
                        "0 6 * * *",
                        numbers ? List.of("accountId", "projectId", "environmentId") : List.of(),
                        numbers ? List.of("1", "2", "3") : List.of()),
                platform,
                null);
        assertThat(read.wrong()).isEmpty();
        assertThat(Platform.of(read.spec())).isEqualTo(platform);
        assertThat(read.spec().granularity() == DeploymentSpec.Granularity.MODEL)
                .isEqualTo(platform.perModel());
    }

    @Test
    void leavesAsItIsWhatTheFormDoesNotAskFor() {
        var before = spec("""
                projectRef: {name: shop}
                select: [orders, "tag:x"]
                variables: {days: 3}
                threads: 8
                commits: {policy: Approved, commit: 0123456789012345678901234567890123456789}
                databricks:
                  host: https://dbc-1.cloud.databricks.com
                  credentials: {token: {secretKeyRef: {name: dbx, key: token}}}
                  notifyOnFailure: [ann@example.com, bob@example.com]
                """);
        var form = Specs.of(deployment(before), List.of("orders"));
        assertThat(form.models()).containsExactly("orders");
        assertThat(form.selectors()).isEqualTo("tag:x");
        assertThat(form.value("notifyOnFailure")).isEqualTo("ann@example.com\nbob@example.com");
        assertThat(form.isEdit()).isTrue();
        assertThat(Specs.read(form, Platform.DATABRICKS, before).spec()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CRON_JOB||Say when to run",
                "AIRFLOW|every day|is no schedule",
                "DBT_CLOUD|0 6 * * *|Account id is needed",
            })
    void saysWhatToChange(Platform platform, String schedule, String wrong) {
        var read = Specs.read(form(platform, schedule, List.of(), List.of()), platform, null);
        assertThat(read.wrong()).contains(wrong);
        assertThat(read.spec()).isNull();
    }

    @Test
    void takesNumbersOnlyWhereItWantsThem() {
        var read = Specs.read(
                form(Platform.AIRFLOW, "", List.of("maxActiveRuns"), List.of("many")), Platform.AIRFLOW, null);
        assertThat(read.wrong()).isEqualTo("Max active runs is a whole number, not \"many\".");
    }

    @Test
    void asksFirstForWhatIsNeeded() {
        assertThat(Setting.of(Platform.DBT_CLOUD)).allMatch(Setting::required).hasSize(3);
        assertThat(Setting.of(Platform.CRON_JOB))
                .filteredOn(setting -> setting.key().equals("concurrency"))
                .singleElement()
                .satisfies(setting -> {
                    assertThat(setting.choices()).containsExactly("Forbid", "Replace", "Allow");
                    assertThat(setting.usual()).isEqualTo("Forbid");
                    assertThat(setting.help()).startsWith("What happens when it is time");
                });
        for (var platform : Platform.values()) {
            assertThat(Setting.of(platform))
                    .allSatisfy(setting -> assertThat(setting.help()).isNotEmpty());
        }
    }
}
