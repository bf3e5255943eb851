package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GithubActionsTest {
    @Test
    void fetchesNoOtherCommitWhereNothingWasBefore() {
        Run run = Runs.comparing().withOptions(Options.NONE.withState(Optional.of(Options.NOTHING)));
        assertThat(steps(run).get(0).path("run").asText())
                .contains("\"$GITHUB_SERVER_URL/$GITHUB_REPOSITORY\" " + Runs.COMMIT + "\n");
    }

    /** Many may use only actions that are pinned, or none at all. */
    @Test
    void usesNoActions() {
        assertThat(steps(Runs.comparing()))
                .allSatisfy(step -> assertThat(step.has("uses")).isFalse());
    }

    @Test
    void givesTheTokenToNoStepButTheFirst() {
        assertThat(steps(Runs.comparing()))
                .extracting(step -> step.toString().contains("GITHUB_TOKEN"))
                .containsExactly(true, false);
    }

    private static List<JsonNode> steps(Run run) {
        String file = Samples.GITHUB.files(run).get("intalgo-daily.shop-models.yml");
        return Runs.yaml(file).at("/jobs/dbt/steps").valueStream().toList();
    }
}
