package dev.intalgo.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.console.model.Results.Result;
import dev.intalgo.people.ProjectModels.Column;
import dev.intalgo.people.ProjectModels.Model;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final dev.intalgo.people.ProjectModels.Test UNIQUE =
            new dev.intalgo.people.ProjectModels.Test("unique", "unique_sums_id");
    private static final dev.intalgo.people.ProjectModels.Test VALUES =
            new dev.intalgo.people.ProjectModels.Test("accepted_values (values a b)", "accepted_values_sums_id");
    private static final Model SUMS = new Model(
            "sums",
            "model",
            "",
            "",
            "",
            "",
            "",
            List.of(),
            List.of(new Column("id", "", "", List.of(UNIQUE, VALUES))),
            List.of(),
            List.of());

    private static Results after(String... runs) {
        return Results.of(
                SUMS,
                null,
                Arrays.stream(runs)
                        .map(run -> Serialization.unmarshal(
                                "metadata: {name: daily}\nspec: {projectRef: {name: shop}, bundle: {}}\n"
                                        + "status: {models: [sums], lastRun: {id: r, %s}}".formatted(run),
                                Deployment.class))
                        .toList());
    }

    @Test
    void areThoseOfTheLastRun() {
        var results = after(
                "finishedAt: '2026-11-26T10:00:00Z', succeeded: false, failed: [sums]",
                "finishedAt: '2026-11-26T11:00:00Z', succeeded: true");
        assertThat(results.all()).isEqualTo(Result.PASSED);
        assertThat(results.of(UNIQUE)).isEqualTo(Result.PASSED);
        assertThat(results.at()).startsWith("2026-11-26T11");
    }

    @Test
    void nameTheTestThatFailedWhateverItsArguments() {
        var results =
                after("finishedAt: '2026-11-26T10:00:00Z', succeeded: false, failed: [accepted_values_sums_id__a__b]");
        assertThat(results.of(VALUES)).isEqualTo(Result.FAILED);
        assertThat(results.of(UNIQUE)).isEqualTo(Result.UNKNOWN);
        assertThat(results.all()).isEqualTo(Result.FAILED);
    }

    @Test
    void sayNothingOfARunThatFailedElsewhere() {
        assertThat(after("finishedAt: '2026-11-26T10:00:00Z', succeeded: false, failed: [orders]")
                        .all())
                .isEqualTo(Result.UNKNOWN);
        assertThat(after("startedAt: '2026-11-26T10:00:00Z'").all()).isEqualTo(Result.UNKNOWN);
        assertThat(after().where()).isEmpty();
    }
}
