package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.api.v1alpha1.DeploymentSpec.Commits;
import dev.intalgo.api.v1alpha1.DeploymentSpec.Policy;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.deployment.CommitChoice.Gate;
import dev.intalgo.operator.deployment.CommitChoice.Offer;
import dev.intalgo.operator.deployment.CommitChoice.Why;
import dev.intalgo.operator.kube.NotReady;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommitChoiceTest {
    private static final String OLD = "1".repeat(40);
    private static final String NEW = "2".repeat(40);
    private static final DeploymentStatus NEVER = DeploymentStatus.EMPTY;
    private static final DeploymentStatus DEPLOYED = NEVER.withCommit(OLD);
    private static final Offer HEAD = new Offer(Optional.of(NEW), null, Optional.empty());
    private static final Offer AT_WORK =
            new Offer(Optional.empty(), new Why("WaitingForModels", "Waits for totals."), Optional.empty());

    private static CommitChoice choose(Policy policy, String commit, DeploymentStatus before, Offer offer) {
        return CommitChoice.of(new Commits(policy, commit, null), before, offer);
    }

    private static Offer from(String... succeeded) {
        var gate = new Gate("dev", List.of(succeeded));
        return new Offer(
                gate.succeeded().stream().findFirst(), CommitChoice.notPromoted(gate, null), Optional.of(gate));
    }

    @Test
    void latestFollowsTheNewestAndStaysWhileModelsAreBuilt() {
        assertThat(choose(Policy.LATEST, null, DEPLOYED, HEAD).commit()).contains(NEW);
        assertThat(choose(Policy.LATEST, null, DEPLOYED, AT_WORK)).satisfies(choice -> {
            assertThat(choice.commit()).contains(OLD);
            assertThat(choice.message()).contains("totals");
        });
        assertThatThrownBy(() -> choose(Policy.LATEST, null, NEVER, AT_WORK).require("CommitChosen"))
                .isInstanceOfSatisfying(
                        NotReady.class, why -> assertThat(why.reason()).isEqualTo("WaitingForModels"))
                .hasMessage("Waits for totals.");
    }

    @Test
    void approvedWaitsForTheFirstApprovalAndSaysWhatToWrite() {
        var choice = choose(Policy.APPROVED, null, NEVER, HEAD);
        assertThat(choice.commit()).isEmpty();
        assertThat(choice.candidate()).contains(NEW);
        assertThat(choice.reason()).isEqualTo("ApprovalNeeded");
        assertThat(choice.message()).contains(NEW, "spec.commits.commit");
        assertThat(choose(Policy.APPROVED, null, NEVER, AT_WORK).reason()).isEqualTo("WaitingForModels");
    }

    @Test
    void approvedStaysAndNamesTheCandidate() {
        for (var commit : new String[] {null, OLD}) {
            var choice = choose(Policy.APPROVED, commit, DEPLOYED, HEAD);
            assertThat(choice.commit()).contains(OLD);
            assertThat(choice.candidate()).contains(NEW);
            assertThat(choice.reason()).isEqualTo("Approved");
            assertThat(choice.message()).contains(OLD, NEW);
        }
        assertThat(choose(Policy.APPROVED, NEW, DEPLOYED, HEAD)).satisfies(choice -> {
            assertThat(choice.commit()).contains(NEW);
            assertThat(choice.candidate()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void aCommitThatIsGivenIsRunWhateverThePolicy(Policy policy) {
        assertThat(choose(policy, OLD, NEVER.withCommit(NEW), AT_WORK).commit()).contains(OLD);
        assertThat(choose(policy, OLD, NEVER.withCommit(NEW), HEAD).commit()).contains(OLD);
    }

    @Test
    void onlyPinnedHasNoCandidate() {
        assertThat(choose(Policy.PINNED, OLD, DEPLOYED, HEAD).candidate()).isEmpty();
        assertThat(choose(Policy.LATEST, OLD, DEPLOYED, HEAD).candidate()).contains(NEW);
    }

    @Test
    void saysThatNobodyKnowsYetWhetherAGivenCommitBuilds() {
        assertThat(choose(Policy.PINNED, OLD, NEVER, HEAD).message()).contains("Whether its models can be built");
        assertThat(choose(Policy.PINNED, OLD, NEVER.withSucceeded(List.of(OLD)), HEAD)
                        .message())
                .doesNotContain("Whether");
    }

    @Test
    void onlyWhatRanWithSuccessBeforeComesFromAnother() {
        assertThat(choose(Policy.LATEST, null, DEPLOYED, from(NEW, OLD)).commit())
                .contains(NEW);
        assertThat(choose(Policy.LATEST, null, DEPLOYED, from()).commit()).contains(OLD);
        assertThat(choose(Policy.LATEST, null, NEVER, from())).satisfies(choice -> {
            assertThat(choice.commit()).isEmpty();
            assertThat(choice.reason()).isEqualTo("NotPromoted");
            assertThat(choice.message()).contains("\"dev\"", "any commit");
        });
        assertThat(choose(Policy.APPROVED, null, NEVER, from(NEW)).candidate()).contains(NEW);
    }

    @Test
    void aGivenCommitThatIsNotPromotedWaits() {
        var choice = choose(Policy.APPROVED, NEW, DEPLOYED, from(OLD));
        assertThat(choice.commit()).isEmpty();
        assertThat(choice.reason()).isEqualTo("NotPromoted");
        assertThat(choice.message()).contains("\"dev\"", NEW, OLD);
        assertThat(choose(Policy.APPROVED, OLD, DEPLOYED, from(OLD)).commit()).contains(OLD);
    }

    @Test
    void rollsBackToWhatItRanItselfThoughTheOtherHasForgotten() {
        var before = NEVER.withCommit(NEW).withSucceeded(List.of(NEW, OLD));
        assertThat(choose(Policy.LATEST, OLD, before, from(NEW)).commit()).contains(OLD);
    }

    @Test
    void aGivenCommitThatIsKnownNotToBuildIsRefusedUnlessItRan() {
        var why = CommitChoice.notBuilt(NEW, List.of("totals (Question \"how-much\": BuildFailed)"));
        var offer = HEAD.withRefused(Optional.of(why));
        assertThatThrownBy(() -> choose(Policy.PINNED, NEW, DEPLOYED, offer).require("CommitChosen"))
                .isInstanceOfSatisfying(NotReady.class, refused -> {
                    assertThat(refused.reason()).isEqualTo("CommitNotBuilt");
                    assertThat(refused.progressing()).isFalse();
                })
                .hasMessageContaining(NEW)
                .hasMessageContaining("how-much");
        assertThat(choose(Policy.PINNED, NEW, DEPLOYED.withSucceeded(List.of(NEW)), offer)
                        .commit())
                .contains(NEW);
        assertThat(choose(Policy.PINNED, NEW, NEVER.withCommit(NEW), offer).commit())
                .contains(NEW);
    }
}
