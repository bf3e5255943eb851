package dev.intalgo.operator.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.service.jobs.DbtTask;
import com.databricks.sdk.service.jobs.GitProvider;
import com.databricks.sdk.service.jobs.GitSource;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.Task;
import dev.intalgo.operator.databricks.DatabricksServer.Answer;
import dev.intalgo.operator.git.TestCertificate;
import dev.intalgo.operator.git.TrustedCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceTest {
    private static final Access.SignIn TOKEN = new Access.SignIn.Token(DatabricksServer.TOKEN);

    @TempDir
    static Path keys;

    private static TestCertificate certificate;
    private DatabricksServer server;

    @BeforeEach
    void start() throws Exception {
        if (certificate == null) {
            certificate = TestCertificate.make(keys, "localhost");
        }
        server = new DatabricksServer(certificate.context());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Workspace workspace(Access.SignIn signIn) throws Exception {
        return Workspace.of(new Access(
                server.url(),
                signIn,
                Optional.of(TrustedCertificates.of(certificate.pem()).context())));
    }

    private static JobSettings settings(String name) {
        return new JobSettings()
                .setName(name)
                .setGitSource(new GitSource()
                        .setGitUrl("https://github.com/team/shop")
                        .setGitProvider(GitProvider.GIT_HUB)
                        .setGitCommit("abc"))
                .setTasks(List.of(new Task()
                        .setTaskKey("dbt")
                        .setExistingClusterId("c")
                        .setRetryOnTimeout(false)
                        .setDbtTask(new DbtTask().setCommands(List.of("dbt build")))));
    }

    @Test
    void makesChangesFindsAndDeletesJobs() throws Exception {
        try (var workspace = workspace(TOKEN)) {
            var id = workspace.create(settings("team/daily"));
            assertThat(workspace.named("team/daily")).extracting("jobId").containsExactly(id);
            assertThat(Drift.fields(settings("team/daily"), workspace.job(id).orElseThrow()))
                    .isEmpty();
            workspace.reset(id, settings("team/other"));
            assertThat(workspace.job(id).orElseThrow().getName()).isEqualTo("team/other");
            workspace.delete(id);
            assertThat(workspace.job(id)).isEmpty();
            workspace.delete(id);
        }
        assertThat(server.violations).isEmpty();
        assertThat(server.asked("POST /api/2.2/jobs/delete")).isEqualTo(1);
    }

    @Test
    void startsOneRunForAToken() throws Exception {
        try (var workspace = workspace(TOKEN)) {
            var id = workspace.create(settings("team/daily"));
            assertThat(workspace.runNow(id, "x"))
                    .isEqualTo(workspace.runNow(id, "x"))
                    .isNotEqualTo(workspace.runNow(id, "y"));
            server.ran(id, "abc", true, 1_000, 2_000);
            assertThat(workspace.runs(id)).hasSize(1);
        }
        assertThat(server.violations).isEmpty();
    }

    private static String results(String... statuses) {
        return Stream.of(statuses)
                .map(each -> each.split("="))
                .map(each -> "{\"unique_id\": \"%s\", \"status\": \"%s\", \"message\": \"so it was\"}"
                        .formatted(each[0], each[1]))
                .collect(Collectors.joining(",", "{\"results\": [", "]}"));
    }

    @Test
    void readsWhatDbtDidFromTheFilesThatItLeft() throws Exception {
        try (var workspace = workspace(TOKEN)) {
            var id = workspace.create(settings("team/daily"));
            server.ran(id, "abc", false, 1_000, 2_000);
            server.wrote(Map.of(
                    "target/manifest.json",
                    "{\"results\": \"" + "x".repeat(100_000) + "\"}",
                    "target/run_results.json",
                    results(
                            "model.shop.totals=success",
                            "model.shop.largest=error",
                            "seed.shop.countries=success",
                            "test.shop.not_null_totals_id.5e1f=pass",
                            "test.shop.unique_totals_id.77aa=fail",
                            "model.shop.later=skipped")));
            var results = workspace.results(workspace.runs(id).getFirst()).orElseThrow();
            assertThat(results)
                    .isEqualTo(new RunResults(2, 1, List.of("largest", "unique_totals_id"), "largest: so it was"));
        }
        assertThat(server.violations).isEmpty();
    }

    @Test
    void hasNoResultsWhereDbtLeftNoneThatCanBeRead() throws Exception {
        try (var workspace = workspace(TOKEN)) {
            var id = workspace.create(settings("team/daily"));
            server.ran(id, "abc", false, 1_000, 2_000);
            var run = workspace.runs(id).getFirst();
            assertThat(workspace.results(run)).isEmpty();
            server.wrote(Map.of("logs/dbt.log", "nothing"));
            assertThat(workspace.results(run)).isEmpty();
            server.wrote(Map.of("target/run_results.json", "no JSON"));
            assertThat(workspace.results(run)).isEmpty();
        }
    }

    @Test
    void signsInAsAServicePrincipal() throws Exception {
        try (var workspace =
                workspace(new Access.SignIn.Client(DatabricksServer.CLIENT, DatabricksServer.CLIENT_SECRET))) {
            assertThat(workspace.named("team/daily")).isEmpty();
        }
        try (var workspace = workspace(new Access.SignIn.Client(DatabricksServer.CLIENT, "wr0ng"))) {
            assertThatThrownBy(() -> workspace.named("team/daily"))
                    .hasMessageContaining("correct the Secret")
                    .hasMessageNotContaining("wr0ng")
                    .extracting(e -> ((WorkspaceException) e).reason())
                    .isEqualTo(WorkspaceException.Reason.DatabricksUnauthorized);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHENTICATED, DatabricksUnauthorized, correct the Secret",
        "403, PERMISSION_DENIED, DatabricksForbidden, rights",
        "400, INVALID_PARAMETER_VALUE, DatabricksRefused, correct spec.databricks",
        "400, QUOTA_EXCEEDED, DatabricksQuotaExceeded, delete some",
        "429, REQUEST_LIMIT_EXCEEDED, DatabricksLimited, later",
        "503, TEMPORARILY_UNAVAILABLE, DatabricksUnreachable, try later",
        "302, MOVED, DatabricksUnreachable, correct spec.databricks.host",
    })
    void saysWhatToChange(int status, String code, String reason, String hint) throws Exception {
        server.fault = Answer.of(status, code, "Not so with " + DatabricksServer.TOKEN);
        try (var workspace = workspace(TOKEN)) {
            assertThatThrownBy(() -> workspace.create(settings("team/daily")))
                    .hasMessageContaining(hint)
                    .hasMessageContaining(server.url())
                    .hasMessageNotContaining(DatabricksServer.TOKEN)
                    .extracting(e -> ((WorkspaceException) e).reason().name())
                    .isEqualTo(reason);
        }
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void isNotKeptWaitingByAServerThatWantsToBeLeftAlone() throws Exception {
        server.fault = new Answer(429, Map.of("Retry-After", "120"), "{}");
        try (var workspace = workspace(TOKEN)) {
            assertThatThrownBy(() -> workspace.job(1))
                    .extracting(e -> ((WorkspaceException) e).retryAfter())
                    .isEqualTo(Optional.of(Duration.ofMinutes(2)));
        }
    }

    @Test
    void saysThatNobodyAnswersOrIsTrusted() throws Exception {
        try (var stranger = Workspace.of(new Access(server.url(), TOKEN, Optional.empty()))) {
            assertThatThrownBy(() -> stranger.job(1)).hasMessageContaining("spec.databricks.caBundle");
        }
        var workspace = workspace(TOKEN);
        server.close();
        assertThatThrownBy(() -> workspace.job(1))
                .hasMessageContaining("does not answer")
                .extracting(e -> ((WorkspaceException) e).reason())
                .isEqualTo(WorkspaceException.Reason.DatabricksUnreachable);
    }

    @Test
    void knowsWhichWarehousesThereAre() throws Exception {
        try (var workspace = workspace(TOKEN)) {
            workspace.checkWarehouse(DatabricksServer.WAREHOUSE);
            assertThatThrownBy(() -> workspace.checkWarehouse("none"))
                    .hasMessageContaining("\"none\"")
                    .extracting(e -> ((WorkspaceException) e).reason())
                    .isEqualTo(WorkspaceException.Reason.WarehouseNotFound);
            server.fault = Answer.of(403, "PERMISSION_DENIED", "no");
            workspace.checkWarehouse("none");
        }
    }
}
