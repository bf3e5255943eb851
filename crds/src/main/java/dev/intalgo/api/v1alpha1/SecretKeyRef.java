package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One key of a Secret in the same namespace. */
@ApiType
public record SecretKeyRef(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Api.OBJECT_NAME)
        @JsonPropertyDescription("Name of the Secret, which is in the same namespace.")
        String name,

        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[-._a-zA-Z0-9]+$")
        @JsonPropertyDescription("Key in the Secret's data.")
        String key) {}
