package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An object in the same namespace. */
@ApiType
public record ObjectRef(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Api.OBJECT_NAME)
        @JsonPropertyDescription("Name of the object, which is in the same namespace.")
        String name) {}
