package dev.intalgo.operator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunMetrics metrics = new RunMetrics(registry);

    private static Deployment deployment() {
        var deployment = new Deployment();
        deployment.setMetadata(
                new ObjectMetaBuilder().withNamespace("team").withName("daily").build());
        return deployment;
    }

    private static Told told() {
        return Told.of(
                "r",
                1,
                List.of(Part.of(ToldTest.report(
                        0, 2, true, null, null, List.of(ToldTest.node("orders", "model", "success", 7L))))));
    }

    private void show(Told told) {
        var status = History.after(DeploymentStatus.EMPTY, List.of(told), null);
        metrics.show(deployment(), status, List.of(told));
    }

    @Test
    void countsARunOnceHoweverOftenItsStatusIsMade() {
        show(told());
        show(told());
        assertThat(registry.get("intalgo.run")
                        .tag("outcome", "succeeded")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("intalgo.run.last").gauge().value()).isEqualTo(120);
        assertThat(registry.get("intalgo.run.last.rows").gauge().value()).isEqualTo(7);
        assertThat(registry.get("intalgo.run.last.success.timestamp").gauge().value())
                .isEqualTo(1_767_247_320d);
    }

    @Test
    void nothingIsLeftOfADeploymentThatIsGone() {
        show(told());
        metrics.forget(new ResourceID("daily", "team"));
        assertThat(registry.getMeters()).isEmpty();
    }
}
