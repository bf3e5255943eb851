package dev.intalgo.operator.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final List<ConfigMap> TASKS = List.of(new ConfigMap());

    @Test
    void needsNoneWithoutTasks() {
        assertThat(Workers.decide(List.of(), List.of(), "now", NOW)).isInstanceOf(Workers.Enough.class);
    }

    @Test
    void needsNoneWhileOneIsAtWork() {
        assertThat(Workers.decide(TASKS, List.of(job(7, null, null)), "now", NOW))
                .isInstanceOf(Workers.Enough.class);
    }

    @Test
    void startsOneWithANumberThatWasNeverUsed() {
        assertThat(Workers.decide(TASKS, List.of(), "now", NOW)).isEqualTo(new Workers.Start(1_000_000));
        var later = job(1_000_000, "Complete", NOW);
        assertThat(Workers.decide(TASKS, List.of(later), "now", NOW)).isEqualTo(new Workers.Start(1_000_001));
    }

    @Test
    void waitsAMinuteAfterAFailure() {
        var failed = job(5, "Failed", NOW.minusSeconds(20));
        assertThat(Workers.decide(TASKS, List.of(failed), "now", NOW))
                .isEqualTo(new Workers.Later(failed, Duration.ofSeconds(40)));
        assertThat(Workers.decide(TASKS, List.of(failed), "now", NOW.plusSeconds(40)))
                .isInstanceOf(Workers.Start.class);
    }

    @Test
    void endsOneThatWasGivenOtherSecretsEvenWithoutTasks() {
        var running = job(5, null, null);
        assertThat(Workers.decide(List.of(), List.of(running), "later", NOW)).isEqualTo(new Workers.End(running));
        var ended = job(5, "Complete", NOW);
        assertThat(Workers.decide(List.of(), List.of(ended), "later", NOW)).isInstanceOf(Workers.Enough.class);
    }

    private static Job job(long number, String ended, Instant at) {
        var job = new JobBuilder()
                .withNewMetadata()
                .withName("shop-worker-" + number)
                .addToLabels(Workers.GIVEN, "now")
                .endMetadata()
                .withNewStatus()
                .endStatus();
        if (ended != null) {
            job.editStatus()
                    .addNewCondition()
                    .withType(ended)
                    .withStatus("True")
                    .withLastTransitionTime(at.toString())
                    .endCondition()
                    .endStatus();
        }
        return job.build();
    }
}
