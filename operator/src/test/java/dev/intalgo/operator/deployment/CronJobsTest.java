package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpecBuilder;
import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.api.v1alpha1.Orchestrators.Concurrency;
import dev.intalgo.operator.target.Granularity;
import dev.intalgo.operator.target.Graph;
import dev.intalgo.operator.target.Options;
import dev.intalgo.operator.target.Outside;
import dev.intalgo.operator.target.Retry;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.RunBuilder;
import dev.intalgo.operator.target.Selection;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronJobsTest {
    @Test
    void anAttemptHasTheTimeoutAndTheJobAsLongAsAllOfThem() {
        var spec = spec(
                new Orchestrators.CronJob(null, null, null, null), new Retry(2, Duration.ZERO, Duration.ofHours(1)));
        var job = spec.getJobTemplate().getSpec();
        assertThat(job.getBackoffLimit()).isEqualTo(2);
        assertThat(job.getTemplate().getSpec().getActiveDeadlineSeconds()).isEqualTo(3600);
        assertThat(job.getActiveDeadlineSeconds()).isEqualTo(3 * 3600 + 2 * 360);
    }

    @ParameterizedTest
    @CsvSource({"FORBID, Forbid", "REPLACE, Replace", "ALLOW, Allow"})
    void takesWhatTheSpecSaysOfRunsAndTheirHistory(Concurrency concurrency, String policy) {
        var spec = spec(
                new Orchestrators.CronJob(true, concurrency, 7, 0), new Retry(0, Duration.ZERO, Duration.ofHours(1)));
        assertThat(spec.getConcurrencyPolicy()).isEqualTo(policy);
        assertThat(spec.getSuspend()).isTrue();
        assertThat(spec.getSuccessfulJobsHistoryLimit()).isEqualTo(7);
        assertThat(spec.getFailedJobsHistoryLimit()).isZero();
        assertThat(spec.getJobTemplate().getSpec().getBackoffLimit()).isZero();
    }

    @Test
    void aRunIsCalledLikeItsJob() {
        var spec = spec(
                new Orchestrators.CronJob(null, null, null, null), new Retry(1, Duration.ZERO, Duration.ofHours(1)));
        var env = spec.getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv();
        assertThat(env).singleElement().satisfies(variable -> {
            assertThat(variable.getName()).isEqualTo("INTALGO_RUN_ID");
            assertThat(variable.getValueFrom().getFieldRef().getFieldPath())
                    .isEqualTo("metadata.labels['batch.kubernetes.io/job-name']");
        });
    }

    private static CronJobSpec spec(Orchestrators.CronJob settings, Retry retry) {
        var deployment = new Deployment();
        deployment.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team")
                .withName("daily")
                .withUid("u1")
                .build());
        deployment.setSpec(DeploymentSpecBuilder.builder().cronJob(settings).build());
        return CronJobs.of(deployment, run(retry)).getSpec();
    }

    private static Run run(Retry retry) {
        var pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("spec").putArray("containers").addObject().put("name", Run.CONTAINER);
        return RunBuilder.builder()
                .name("daily")
                .project("shop")
                .namespace("team")
                .commit("0123456789abcdef0123456789abcdef01234567")
                .schedule("0 6 * * *")
                .timeZone("Europe/Berlin")
                .granularity(Granularity.PROJECT)
                .selection(Selection.of(List.of()))
                .options(Options.NONE)
                .graph(new Graph(List.of(), List.of()))
                .retry(retry)
                .owner("")
                .tags(List.of())
                .podTemplate(pod)
                .outside(new Outside(Optional.empty(), "", "shop", Optional.empty(), Optional.empty()))
                .build();
    }
}
