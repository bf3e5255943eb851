package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.Connection;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * Whether a database lets somebody in, as the operator has found out so far.
 *
 * @param failure why not; null where that is not so, or not yet known
 * @param waiting what is being done to find out
 * @param next where to go on
 */
public record ConnectionTest(boolean reached, Explained failure, String waiting, String next) {
    private static final String SETTINGS = "SettingsValid";
    private static final String REACHABLE = "Reachable";
    private static final String INGESTED = "Ingested";

    static ConnectionTest of(Connection connection) {
        var namespace = connection.getMetadata().getNamespace();
        var next = "/ns/%s/start?connection=%s"
                .formatted(namespace, connection.getMetadata().getName());
        var status = connection.getStatus();
        if (status == null || !connection.getMetadata().getGeneration().equals(status.observedGeneration())) {
            return new ConnectionTest(false, null, "Intalgo's operator has not looked at it yet.", next);
        }
        if (status.isTrue(REACHABLE)) {
            return new ConnectionTest(true, null, "", next);
        }
        // A pod that was never started is told by the step after.
        for (var step : List.of(SETTINGS, REACHABLE, INGESTED)) {
            var failed = status.condition(step)
                    .filter(c -> "False".equals(c.getStatus()))
                    .filter(c -> !"Suspended".equals(c.getReason()));
            if (failed.isPresent()) {
                return new ConnectionTest(false, explained(failed.get()), "", next);
            }
        }
        var reachable = status.condition(REACHABLE);
        if (reachable.filter(c -> "PodNotStarted".equals(c.getReason())).isPresent()) {
            return new ConnectionTest(false, explained(reachable.get()), "", next);
        }
        return new ConnectionTest(
                false, null, reachable.map(Condition::getMessage).orElse("A pod is to connect to the database."), next);
    }

    static Explained explained(Condition condition) {
        return Explained.of(condition.getReason(), condition.getMessage());
    }
}
