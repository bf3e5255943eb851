package dev.intalgo.operator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.DeploymentStatusRunBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static Told told(String id, int minute, Boolean succeeded, String commit, boolean fullRefresh) {
        var run = DeploymentStatusRunBuilder.builder()
                .id(id)
                .commit(commit)
                .startedAt("2026-01-01T06:%02d:00Z".formatted(minute))
                .finishedAt("2026-01-01T06:%02d:30Z".formatted(minute))
                .succeeded(succeeded)
                .build();
        return new Told(run, fullRefresh);
    }

    private static DeploymentStatus after(DeploymentStatus before, Told... told) {
        return History.after(before, History.news(before, List.of(told)), "v1");
    }

    @Test
    void theLastRunIsTheOneHeardOfLast() {
        var status = after(DeploymentStatus.EMPTY, told("b", 2, false, "c1", false), told("a", 1, true, "c0", false));
        assertThat(status.lastRun().id()).isEqualTo("b");
        assertThat(status.lastSuccess().id()).isEqualTo("a");
        assertThat(status.succeeded()).containsExactly("c0");
    }

    @Test
    void whatIsKnownIsNoNews() {
        var status = after(DeploymentStatus.EMPTY, told("a", 1, true, "c", false), told("b", 2, true, "c", false));
        assertThat(History.news(status, List.of(told("a", 1, true, "c", false), told("b", 2, true, "c", false))))
                .isEmpty();
    }

    @Test
    void aRunThatWasTriedAgainMayTurnOutOtherwise() {
        var status = after(DeploymentStatus.EMPTY, told("a", 1, false, "c", false));
        assertThat(after(status, told("a", 3, true, "c", false)).lastRun().succeeded())
                .isTrue();
    }

    @Test
    void remembersTenCommitsTheNewestFirst() {
        var status = DeploymentStatus.EMPTY;
        for (int i = 0; i < 12; i++) {
            status = after(status, told("r" + i, i, true, "c" + i, false));
        }
        status = after(status, told("again", 30, true, "c5", false));
        assertThat(status.succeeded()).hasSize(10).startsWith("c5", "c11").doesNotHaveDuplicates();
    }

    @Test
    void onlyASuccessfulFullRefreshAnswersTheAnnotation() {
        var status = after(DeploymentStatus.EMPTY, told("a", 1, false, "c", true), told("b", 2, true, "c", false));
        assertThat(status.fullRefresh()).isNull();
        assertThat(after(status, told("d", 3, null, "c", true)).fullRefresh()).isNull();
        assertThat(after(status, told("d", 3, true, "c", true)).fullRefresh()).isEqualTo("v1");
    }

    @Test
    void severalPodsOfARunAreOneRun() {
        var status = IntStream.range(0, 3)
                .mapToObj(i -> told("a", i, i == 2 ? true : null, "c", false))
                .reduce(DeploymentStatus.EMPTY, HistoryTest::after, (a, b) -> b);
        assertThat(status.lastRun()).isEqualTo(status.lastSuccess());
    }
}
