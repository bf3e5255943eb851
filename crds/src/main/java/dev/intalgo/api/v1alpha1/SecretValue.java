package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A value that is kept in a Secret. */
@ApiType
public record SecretValue(
        @Required @JsonPropertyDescription("The Secret and the key in it that hold the value.")
        SecretKeyRef secretKeyRef) {

    /** The value under a key of a Secret. */
    public static SecretValue of(String name, String key) {
        return new SecretValue(new SecretKeyRef(name, key));
    }
}
