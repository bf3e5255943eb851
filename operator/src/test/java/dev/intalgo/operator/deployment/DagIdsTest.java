package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DagIdsTest {
    private static final DeploymentStatus DEPLOYED = DeploymentStatus.EMPTY.withConfigMaps(List.of("shop-airflow"));

    private static Deployment deployment(String uid, String created, DeploymentStatus status) {
        var deployment = new Deployment();
        deployment.setMetadata(new ObjectMetaBuilder()
                .withUid(uid)
                .withCreationTimestamp(created)
                .build());
        deployment.setStatus(status);
        return deployment;
    }

    @Test
    void theOlderOneGoesFirst() {
        var older = deployment("b", "2026-01-01T00:00:00Z", null);
        var newer = deployment("a", "2026-01-01T00:00:01Z", DEPLOYED);
        assertThat(DagIds.before(newer, List.of(older, newer))).containsSame(older);
        assertThat(DagIds.before(older, List.of(older, newer))).isEmpty();
    }

    @Test
    void ofThoseOfOneSecondTheOneThatIsThereGoesFirst() {
        var there = deployment("b", "2026-01-01T00:00:00Z", DEPLOYED);
        var waits = deployment("a", "2026-01-01T00:00:00Z", DeploymentStatus.EMPTY);
        assertThat(DagIds.before(waits, List.of(there, waits))).containsSame(there);
        assertThat(DagIds.before(there, List.of(there, waits))).isEmpty();
    }

    @Test
    void onlyOneOfThoseOfOneSecondIsMade() {
        var one = deployment("a", "2026-01-01T00:00:00Z", null);
        var other = deployment("b", "2026-01-01T00:00:00Z", null);
        assertThat(DagIds.before(other, List.of(one, other))).containsSame(one);
        assertThat(DagIds.before(one, List.of(one, other))).isEmpty();
    }
}
