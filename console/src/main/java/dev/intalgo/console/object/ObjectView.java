package dev.intalgo.console.object;

import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.write.Manifests;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Optional;

/** An object as it is shown. */
public record ObjectView(Kind kind, CustomResource<?, ? extends Conditioned> object) {
    public String name() {
        return object.getMetadata().getName();
    }

    public String namespace() {
        return object.getMetadata().getNamespace();
    }

    public boolean deleting() {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    private Optional<Conditioned> status() {
        return Optional.ofNullable(object.getStatus());
    }

    /** Whether the operator has not yet looked at what the object says now. */
    public boolean behind() {
        return !status().map(s -> object.getMetadata().getGeneration().equals(s.observedGeneration()))
                .orElse(false);
    }

    /** What to say of that, where it is so for long. */
    public String waiting() {
        return behind() ? Waiting.tooLong(object) : "";
    }

    public Condition ready() {
        return status().flatMap(s -> s.condition(Api.READY)).orElse(null);
    }

    /** The steps, without the condition that is about them all. */
    public List<Condition> steps() {
        return status().map(Conditioned::conditions).orElse(List.of()).stream()
                .filter(condition -> !Api.READY.equals(condition.getType()))
                .toList();
    }

    /** What to apply to have the same object: for Git. */
    public String manifest() {
        return Manifests.of(object);
    }
}
