package dev.intalgo.console.object;

import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.write.Manifests;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** An object as it is shown. */
public record ObjectView(Kind kind, CustomResource<?, ? extends Conditioned> object) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    /** Whether that is so for longer than the operator takes where it runs. */
    public boolean late() {
        return behind() && written().plus(PATIENCE).isBefore(Instant.now());
    }

    /** When somebody last changed what the object asks for. */
    private Instant written() {
        var metadata = object.getMetadata();
        return Stream.concat(
                        Stream.of(metadata.getCreationTimestamp()),
                        metadata.getManagedFields().stream()
                                .filter(entry -> !"status".equals(entry.getSubresource()))
                                .map(ManagedFieldsEntry::getTime))
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX.minus(PATIENCE));
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

    /** The Question, if it is one. */
    public Question question() {
        return object instanceof Question question ? question : null;
    }

    /** What to apply to have the same object: for Git. */
    public String manifest() {
        return Manifests.of(object);
    }
}
