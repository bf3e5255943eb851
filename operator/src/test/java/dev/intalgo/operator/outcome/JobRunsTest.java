package dev.intalgo.operator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobRunsTest {
    private static JobBuilder running() {
        return new JobBuilder()
                .withNewMetadata()
                .withName("daily-1")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("intalgo")
                .withArgs("run", "--commit", "abc", "--full-refresh")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withStartTime("2026-01-01T06:00:00Z")
                .endStatus();
    }

    private static Job ended(String type, String message) {
        return running()
                .editStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withMessage(message)
                .withLastTransitionTime("2026-01-01T06:01:30Z")
                .endCondition()
                .endStatus()
                .build();
    }

    private static Pod pod(String created, int exitCode, String reason, String message) {
        return new PodBuilder()
                .withNewMetadata()
                .withCreationTimestamp(created)
                .endMetadata()
                .withNewStatus()
                .addNewContainerStatus()
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .withMessage(message)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    @Test
    void aCompleteJobIsARunThatSucceeded() {
        var told = JobRuns.of(ended("Complete", "done"), List.of()).orElseThrow();
        assertThat(told.run().succeeded()).isTrue();
        assertThat(told.run().seconds()).isEqualTo(90);
        assertThat(told.run().commit()).isEqualTo("abc");
        assertThat(told.run().built()).isNull();
        assertThat(told.fullRefresh()).isTrue();
    }

    @Test
    void aFailedJobSaysWhatEndedItsLastPod() {
        var pods = List.of(
                pod("2026-01-01T06:00:01Z", 1, "Error", "first"),
                pod("2026-01-01T06:00:40Z", 137, "OOMKilled", "START sql"));
        var run =
                JobRuns.of(ended("Failed", "backoff limit"), pods).orElseThrow().run();
        assertThat(run.succeeded()).isFalse();
        assertThat(run.message()).isEqualTo("Job daily-1 failed: OOMKilled (exit code 137): START sql");
    }

    @Test
    void aPodThatTookTooLongOrWasEvictedSaysSo() {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withCreationTimestamp("2026-01-01T06:00:01Z")
                .endMetadata()
                .withNewStatus()
                .withReason("DeadlineExceeded")
                .withMessage("Pod was active on the node longer than the specified deadline")
                .endStatus()
                .build();
        var run = JobRuns.of(ended("Failed", "backoff limit"), List.of(pod))
                .orElseThrow()
                .run();
        assertThat(run.message()).contains("DeadlineExceeded: Pod was active");
    }

    @Test
    void withoutAPodTheJobsOwnWordsAreAllThereIs() {
        var run = JobRuns.of(ended("Failed", "Job was active longer than specified deadline"), List.of())
                .orElseThrow()
                .run();
        assertThat(run.message()).endsWith("Job was active longer than specified deadline");
    }

    @Test
    void thereIsNothingToSayOfAJobThatRuns() {
        assertThat(JobRuns.of(running().build(), List.of())).isEmpty();
        assertThat(JobRuns.of(new JobBuilder(running().build()).withStatus(null).build(), List.of()))
                .isEmpty();
    }

    @Test
    void aPodThatNoNodeTakesIsSaidToBeHeld() {
        var pod = new PodBuilder()
                .withNewStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/1 nodes are available")
                .endCondition()
                .endStatus()
                .build();
        var run = JobRuns.of(running().build(), List.of(pod)).orElseThrow().run();
        assertThat(run.succeeded()).isNull();
        assertThat(run.finishedAt()).isNull();
        assertThat(run.message()).contains("cannot start: Unschedulable: 0/1 nodes");
    }
}
