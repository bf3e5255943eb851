package dev.intalgo.console.object;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** What is said of objects that the operator has not looked at yet. */
public final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Waiting() {}

    /** A sentence where that takes longer than it does where the operator runs; else empty. */
    public static String tooLong(HasMetadata object) {
        return written(object).plus(PATIENCE).isBefore(Instant.now())
                ? " That takes longer than it should: the operator may not be running."
                : "";
    }

    /** When somebody last changed what the object asks for. */
    private static Instant written(HasMetadata object) {
        var metadata = object.getMetadata();
        return Stream.concat(
                        Stream.of(metadata.getCreationTimestamp()),
                        metadata.getManagedFields().stream()
                                .filter(entry -> !"status".equals(entry.getSubresource()))
                                .map(ManagedFieldsEntry::getTime))
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .max(Comparator.naturalOrder())
                .orElseGet(Instant::now);
    }
}
