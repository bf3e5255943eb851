package dev.intalgo.console.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.console.form.Field;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.Parts;
import dev.intalgo.console.form.Values;
import dev.intalgo.console.page.Kind;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentFormTest {
    private static final List<String> MODELS = List.of("orders", "sums");

    private final NewSecrets secrets = new NewSecrets(Kind.DEPLOYMENTS, "sales", "daily");
    private final List<String> problems = new ArrayList<>();

    private static DeploymentSpec spec(String yaml) {
        return Serialization.unmarshal("projectRef: {name: shop}\n" + yaml, DeploymentSpec.class);
    }

    private static DeploymentForm form(Platform platform, DeploymentSpec spec, MultivaluedMap<String, String> input) {
        return new DeploymentForm(platform, Values.of(spec, input, true), MODELS);
    }

    private static MultivaluedMap<String, String> untouched(Platform platform, DeploymentSpec spec) {
        var opened = form(platform, spec, null);
        MultivaluedMap<String, String> input = new MultivaluedHashMap<>();
        Parts parts = opened.parts();
        parts.fields().stream()
                .filter(field -> field.kind() != Field.Kind.CHECK || field.checked())
                .forEach(field -> input.putSingle(field.path(), field.value()));
        for (var path : List.of("schedule", "timeZone", "granularity", "commits.policy", "files.path")) {
            input.putSingle(path, opened.text(path));
        }
        input.putSingle("select", opened.selectors());
        input.putSingle("exclude", opened.exclude());
        MODELS.stream().filter(opened::chosen).forEach(model -> input.add("models", model));
        if (opened.files()) {
            input.putSingle("files", "true");
        }
        return input;
    }

    private Optional<DeploymentSpec> read(Platform platform, Map<String, String> written) {
        var fresh = DeploymentForm.fresh(platform, "shop");
        var input = untouched(platform, fresh);
        written.forEach(input::putSingle);
        return form(platform, fresh, input).spec(secrets, problems);
    }

    @Test
    void saysWhatTheFormSays() {
        var spec = read(
                Platform.AIRFLOW,
                Map.ofEntries(
                        Map.entry("models", "orders"),
                        Map.entry("select", "tag:daily +sums"),
                        Map.entry("schedule", "0 6  * * *"),
                        Map.entry("timeZone", "Europe/Berlin"),
                        Map.entry("granularity", "Model"),
                        Map.entry("commits.policy", "Approved"),
                        Map.entry("commits.from.name", "dev"),
                        Map.entry("owner", "Ann"),
                        Map.entry("environment.schema", "dev"),
                        Map.entry("environment.connectionRef.name", "test"),
                        Map.entry("attempts.retries", "2"),
                        Map.entry("attempts.timeout", "30m"),
                        Map.entry("variables", "days: 3"),
                        Map.entry("files", "true"),
                        Map.entry("airflow.pool", "small"),
                        Map.entry("airflow.paused", "true"),
                        Map.entry("airflow.deferrable", "false"),
                        Map.entry("airflow.deadline.after", "2h"),
                        Map.entry("airflow.deadline.call", "team.alerts.tell"),
                        Map.entry("airflow.onFailure", "team.alerts.failed\nteam.alerts.more"),
                        Map.entry("airflow.priority", "3")));
        assertThat(problems).isEmpty();
        assertThat(spec).contains(spec("""
                select: [orders, "tag:daily", "+sums"]
                schedule: 0 6 * * *
                timeZone: Europe/Berlin
                granularity: Model
                commits: {policy: Approved, from: {name: dev}}
                owner: Ann
                environment: {schema: dev, connectionRef: {name: test}}
                attempts: {retries: 2, timeout: 30m}
                variables: {days: 3}
                files: {}
                airflow:
                  pool: small
                  paused: true
                  deferrable: false
                  priority: 3
                  deadline: {after: 2h, call: team.alerts.tell}
                  onFailure: [team.alerts.failed, team.alerts.more]
                """));
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void makesOneOfEachPlatform(Platform platform) {
        var numbers = Map.of("dbtCloud.accountId", "1", "dbtCloud.projectId", "2", "dbtCloud.environmentId", "3");
        var spec = read(platform, platform == Platform.DBT_CLOUD ? numbers : Map.of("granularity", "Model"));
        assertThat(problems).isEmpty();
        assertThat(Platform.of(spec.orElseThrow())).isEqualTo(platform);
        assertThat(spec.get().granularity() == DeploymentSpec.Granularity.MODEL).isEqualTo(platform.perModel());
        assertThat(spec.get().state()).isNull();
        assertThat(spec.get().environment()).isNull();
        assertThat(spec.get().files()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                select: [orders, "tag:x"]
                variables: {days: 3, name: a}
                threads: 8
                commits: {policy: Approved, commit: 0123456789012345678901234567890123456789, from: {name: dev}}
                databricks:
                  host: https://dbc-1.cloud.databricks.com
                  credentials: {token: {secretKeyRef: {name: dbx, key: token}}}
                  notifyOnFailure: [ann@example.com, bob@example.com]
                  jobId: 123456789012345
                """,
                """
                exclude: [sums]
                state: {deploymentRef: {name: main}, defer: true}
                environment: {name: test, connectionRef: {name: test}, schema: s}
                files: {}
                dagster: {partitions: {every: Weekly, startDate: 2026-01-31}, keyPrefix: []}
                """,
                "dagster: {keyPrefix: [a, b], flavour: Image, image: 'x:1'}",
                "airflow: {assets: {any: ['s3://a']}, inCluster: false}\nfiles: {path: dags/shop}\ntags: [a]\nowner: b",
                "selector: nightly\nbundle: {}",
                "schedule: 0 6 * * *\ncronJob: {suspend: true, concurrency: Replace}\nattempts: {retries: 0, retryDelay: 1m}"
            })
    void changesNothingThatNobodyChanged(String yaml) {
        var spec = spec(yaml);
        var platform = Platform.of(spec);
        var sent = form(platform, spec, untouched(platform, spec));
        assertThat(sent.spec(secrets, problems)).as(problems.toString()).contains(spec);
    }

    @Test
    void asksInOnePlaceForModelsAndInAnotherForSelectors() {
        var form = form(Platform.BUNDLE, spec("select: [orders, 'tag:x', '+sums']\nbundle: {}"), null);
        assertThat(form.chosen("orders")).isTrue();
        assertThat(form.chosen("sums")).isFalse();
        assertThat(form.selectors()).isEqualTo("tag:x +sums");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CRON_JOB|schedule||Say when to run",
                "AIRFLOW|schedule|every day|is no schedule",
                "AIRFLOW|timeZone|Middle/Earth|is no time zone",
                "AIRFLOW|airflow.maxActiveRuns|many|Max active runs: write a number.",
                "BUNDLE|lateAfter|soon|How long after its time a run is late: write a number and s, m or h",
                "AIRFLOW|variables|: [|Variables of dbt: this is not YAML",
                "DBT_CLOUD|owner|Ann|Account id: write this, it is needed.",
            })
    void saysWhatToChange(Platform platform, String path, String written, String wrong) {
        assertThat(read(platform, Map.of(path, written == null ? "" : written))).isEmpty();
        assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(wrong));
    }

    @Test
    void asksForAProject() {
        var fresh = DeploymentForm.fresh(Platform.BUNDLE, "");
        assertThat(form(Platform.BUNDLE, fresh, untouched(Platform.BUNDLE, fresh))
                        .spec(secrets, problems))
                .isEmpty();
        assertThat(problems).containsExactly("Choose the project whose models are run.");
    }

    @Test
    void putsWhatSignsInIntoASecret() {
        var spec = read(Platform.DATABRICKS, Map.of("databricks.credentials.token", "hunter2"));
        assertThat(spec.orElseThrow().databricks().credentials().token().secretKeyRef())
                .isEqualTo(new SecretKeyRef("daily-deployment-credentials", "databricks.credentials.token"));
        assertThat(secrets.objects().getFirst().getStringData())
                .isEqualTo(Map.of("databricks.credentials.token", "hunter2"));
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void saysInWordsWhatEachFieldIs(Platform platform) {
        var parts = form(platform, DeploymentForm.fresh(platform, "shop"), null).parts();
        assertThat(parts.fields()).allSatisfy(field -> {
            assertThat(field.label()).matches("[A-Z].+");
            assertThat(field.help()).isNotEmpty();
        });
        assertThat(parts.first().stream().flatMap(group -> group.fields().stream()))
                .hasSize(platform == Platform.DBT_CLOUD ? 3 : 0);
    }
}
