package dev.intalgo.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** A status with conditions. */
public interface Conditioned {
    /** The conditions, at most one of a type. */
    List<Condition> conditions();

    /** The generation of the spec that the status is about; null before there is one. */
    Long observedGeneration();

    /** The condition of a type, if the status has it. */
    default Optional<Condition> condition(String type) {
        return conditions().stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    /** Whether a condition of this type is there and {@code True}. */
    default boolean isTrue(String type) {
        return condition(type).filter(c -> "True".equals(c.getStatus())).isPresent();
    }
}
