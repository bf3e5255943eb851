package dev.intalgo.operator.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.operator.job.Tasks;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishingTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final ConnectionSpec.DataHub SERVER = new ConnectionSpec.DataHub("http://gms:8080", null, null);
    private static final Optional<ConnectionStatus.Published> DATABASE =
            Optional.of(new ConnectionStatus.Published(null, "0123", "then", "postgres"));
    private static final ConfigMap BUILT = task("best-build-1", "build", "{}", "{\"ok\":true}", 60);

    @Test
    void hasNothingToGiveBeforeAnythingIsBuilt() {
        assertThat(decide(task("a-build-1", "build", "{}", null, 0))).isInstanceOf(Publishing.Nothing.class);
    }

    @Test
    void waitsForTheDatabasesOwnTables() {
        assertThat(Publishing.decide(List.of(BUILT), Optional.empty(), SERVER, NOW))
                .isInstanceOfSatisfying(
                        Publishing.Wait.class, wait -> assertThat(wait.reason()).isEqualTo("ConnectionNotPublished"));
    }

    @Test
    void waitsWhileThereIsOtherWorkAndAMomentLonger() {
        assertThat(decide(BUILT, task("b-validate-1", "validate", "{}", null, 0)))
                .isInstanceOfSatisfying(
                        Publishing.Wait.class, wait -> assertThat(wait.again()).isEmpty());
        assertThat(decide(BUILT, task("b-build-1", "build", "{}", "{\"ok\":true}", 5)))
                .isInstanceOfSatisfying(
                        Publishing.Wait.class, wait -> assertThat(wait.again()).contains(Duration.ofSeconds(15)));
    }

    @Test
    void givesAllThatWasBuiltAtOnceAndOnlyOnce() {
        var other = task("other-build-1", "build", "{}", "{\"ok\":true}", 30);
        var both = (Publishing.Give) decide(BUILT, other);
        assertThat(decide(BUILT, other, published(both, null, 0, 0))).isEqualTo(Publishing.GIVING);
        var done = published(both, "{\"ok\":true,\"models\":2}", 10, 0);
        assertThat(decide(BUILT, other, done))
                .isEqualTo(new Publishing.Given(new IntalgoProjectStatus.Published(
                        "c0ffee", 2, NOW.minusSeconds(10).toString())));
        var more = task("best-build-2", "build", "{}", "{\"ok\":true}", 30);
        assertThat(decide(BUILT, other, done, more)).isInstanceOfSatisfying(Publishing.Give.class, give -> {
            assertThat(give.builds()).isNotEqualTo(both.builds());
            assertThat(give.outdated()).containsExactly(done);
        });
    }

    @Test
    void triesAgainEverMoreSeldom() {
        var give = (Publishing.Give) decide(BUILT);
        var failed = "{\"ok\":false,\"step\":\"DataHubUnreachable\",\"message\":\"no route\"}";
        assertThat(decide(BUILT, published(give, failed, 50, 2)))
                .isEqualTo(new Publishing.Failed(
                        "DataHubUnreachable", "no route", Optional.of(Duration.ofSeconds(4 * 60 - 50))));
        var due = published(give, failed, 4 * 60, 2);
        assertThat(decide(BUILT, due)).isEqualTo(new Publishing.Give(give.builds(), 3, List.of(due)));
        assertThat(decide(BUILT, published(give, failed, 30 * 60, 40))).isInstanceOf(Publishing.Give.class);
    }

    @Test
    void leavesToPeopleWhatDataHubRefuses() {
        var give = (Publishing.Give) decide(BUILT);
        var refused = "{\"ok\":false,\"step\":\"DataHubUnauthorized\",\"message\":\"no privilege\"}";
        assertThat(decide(BUILT, published(give, refused, 100_000, 0)))
                .isEqualTo(new Publishing.Failed("DataHubUnauthorized", "no privilege", Optional.empty()));
        var elsewhere = new ConnectionSpec.DataHub("http://other:8080", null, null);
        assertThat(Publishing.decide(List.of(BUILT, published(give, refused, 9, 0)), DATABASE, elsewhere, NOW))
                .isInstanceOf(Publishing.Give.class);
    }

    private static Publishing decide(ConfigMap... tasks) {
        return Publishing.decide(List.of(tasks), DATABASE, SERVER, NOW);
    }

    private static ConfigMap published(Publishing.Give give, String result, int secondsAgo, int attempt) {
        var input = "{\"builds\":\"%s\",\"commit\":\"c0ffee\",\"attempt\":%d}".formatted(give.builds(), attempt);
        return task("shop-publish-1", "publish", input, result, secondsAgo);
    }

    private static ConfigMap task(String name, String kind, String input, String result, int secondsAgo) {
        var task = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of(Tasks.TASK, kind))
                .endMetadata()
                .addToData(Tasks.INPUT, input);
        if (result != null) {
            task.addToData(Tasks.OUTPUT, result);
            task.editMetadata()
                    .addToAnnotations(
                            "intalgo.dev/completed",
                            NOW.minusSeconds(secondsAgo).toString())
                    .endMetadata();
        }
        return task.build();
    }
}
