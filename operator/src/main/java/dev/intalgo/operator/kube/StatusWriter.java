package dev.intalgo.operator.kube;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Ends a reconciliation: writes the status if it differs, tells of a change of readiness, and says when to look again. */
@ApplicationScoped
public class StatusWriter {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Events events;

    StatusWriter(Events events) {
        this.events = events;
    }

    public <S, R extends CustomResource<?, S>> UpdateControl<R> write(
            R primary, Supplier<R> blank, S next, Conditions conditions, Optional<Duration> again) {
        var same = Serialization.jsonMapper()
                .valueToTree(next)
                .equals(Serialization.jsonMapper().valueToTree(primary.getStatus()));
        UpdateControl<R> control;
        if (same) {
            control = UpdateControl.noUpdate();
        } else {
            conditions.readyChanged().ifPresent(ready -> events.readiness(primary, ready));
            var patch = blank.get();
            patch.setMetadata(new ObjectMetaBuilder()
                    .withName(primary.getMetadata().getName())
                    .withNamespace(primary.getMetadata().getNamespace())
                    // Refused where somebody changed the object meanwhile, and so done again. JOSDK 5.3 would take the
                    // event of that change for one of this write, and nobody would look at it:
                    // https://github.com/operator-framework/java-operator-sdk/issues/3398
                    .withResourceVersion(primary.getMetadata().getResourceVersion())
                    .build());
            patch.setStatus(next);
            control = UpdateControl.patchStatus(patch);
        }
        again.ifPresent(control::rescheduleAfter);
        return control;
    }

    /** When to look again after a stop, given what the conditions say of how long it has lasted. */
    public static Optional<Duration> again(NotReady why, Conditions conditions) {
        return switch (why.again()) {
            // Who waits for work is woken by an event, unless that came before this was known to wait.
            case ON_CHANGE -> why.progressing() ? why.atLeast().or(() -> Optional.of(LONGEST_WAIT)) : Optional.empty();
            case ON_OTHERS -> Optional.empty();
            case WITH_BACKOFF -> {
                var backoff = conditions.backoff();
                yield Optional.of(why.atLeast()
                        .filter(least -> least.compareTo(backoff) > 0)
                        .orElse(backoff));
            }
        };
    }
}
