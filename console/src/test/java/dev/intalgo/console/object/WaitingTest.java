package dev.intalgo.console.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static Question written(long secondsAgo, String subresource) {
        var question = new Question();
        var at = Instant.now().minusSeconds(secondsAgo).truncatedTo(ChronoUnit.SECONDS);
        question.setMetadata(new ObjectMetaBuilder()
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .withManagedFields(new ManagedFieldsEntryBuilder()
                        .withSubresource(subresource)
                        .withTime(at.toString())
                        .build())
                .build());
        return question;
    }

    @Test
    void saysThatTheOperatorMayNotRunWhereSomethingWaitsForLong() {
        assertThat(Waiting.tooLong(written(40, null))).contains("the operator may not be running");
    }

    @Test
    void isPatientWithWhatWasJustChanged() {
        assertThat(Waiting.tooLong(written(5, null))).isEmpty();
    }

    @Test
    void takesNoStatusForAChange() {
        assertThat(Waiting.tooLong(written(5, "status"))).isNotEmpty();
    }
}
