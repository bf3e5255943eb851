package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A column of an answer. */
@ApiType
public record ColumnInfo(
        @Required @JsonPropertyDescription("Name of the column.")
        String name,

        @JsonPropertyDescription("Type of the column, as the database calls it.")
        String type,

        @JsonPropertyDescription("What the column holds, in words.")
        String description) {}
