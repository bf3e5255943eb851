package dev.intalgo.operator.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Events for what a person would ask about: each change of readiness, and each step worth telling. */
@ApplicationScoped
public class Events {
    private static final int LONGEST_MESSAGE = 1_024; // the API server refuses longer ones

    private final KubernetesClient client;

    Events(KubernetesClient client) {
        this.client = client;
    }

    /** Tells of a change of readiness. */
    public void readiness(HasMetadata about, Condition ready) {
        var type = "False".equals(ready.getStatus()) ? "Warning" : "Normal";
        publish(about, named(), type, ready.getReason(), ready.getMessage());
    }

    /** Tells of a step done. */
    public void normal(HasMetadata about, String reason, String message) {
        publish(about, named(), "Normal", reason, message);
    }

    /** Tells of a failure, once however often it is seen. */
    public void warnOnce(HasMetadata about, String reason, String message) {
        publish(about, once(about, reason, message), "Warning", reason, message);
    }

    /** Tells of a step done, once however often it is seen. */
    public void normalOnce(HasMetadata about, String reason, String message) {
        publish(about, once(about, reason, message), "Normal", reason, message);
    }

    private static ObjectMetaBuilder once(HasMetadata about, String reason, String message) {
        var hash = Hashes.of(List.of(about.getMetadata().getUid(), reason, message));
        return new ObjectMetaBuilder().withName("intalgo-" + hash);
    }

    private static ObjectMetaBuilder named() {
        return new ObjectMetaBuilder().withGenerateName("intalgo-");
    }

    private void publish(HasMetadata about, ObjectMetaBuilder name, String type, String reason, String message) {
        var metadata = about.getMetadata();
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var event = new EventBuilder()
                .withMetadata(name.withNamespace(metadata.getNamespace()).build())
                .withInvolvedObject(new ObjectReferenceBuilder()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withNamespace(metadata.getNamespace())
                        .withName(metadata.getName())
                        .withUid(metadata.getUid())
                        .withResourceVersion(metadata.getResourceVersion())
                        .build())
                .withType(type)
                .withReason(reason)
                .withMessage(
                        message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…")
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent("intalgo")
                .endSource()
                .withReportingComponent("intalgo.dev/operator")
                .build();
        try {
            client.v1()
                    .events()
                    .inNamespace(metadata.getNamespace())
                    .resource(event)
                    .create();
        } catch (KubernetesClientException e) {
            // An Event tells; it is not state. It may be there, and a namespace that is going away takes none.
            Log.debugf("no event %s for %s: %s", reason, metadata.getName(), e.getMessage());
        }
    }
}
