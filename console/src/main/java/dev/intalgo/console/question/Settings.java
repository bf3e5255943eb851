package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Materialization;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionSpec.DeletionPolicy;
import dev.intalgo.api.v1alpha1.QuestionSpec.Mode;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import jakarta.ws.rs.FormParam;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the form of a question's settings holds.
 *
 * @param generation what the person saw
 * @param tags with commas or spaces between them
 * @param show shows the manifest instead of applying it
 */
public record Settings(
        @FormParam("generation") long generation,
        @FormParam("text") String text,
        @FormParam("mode") String mode,
        @FormParam("name") String name,
        @FormParam("keepOldName") boolean keepOldName,
        @FormParam("materialized") String materialized,
        @FormParam("tags") String tags,
        @FormParam("deleteFiles") boolean deleteFiles,
        @FormParam("dropRelation") boolean dropRelation,
        @FormParam("show") boolean show) {
    private static final int LONGEST = 4000;
    private static final String MODEL = "Model";

    public Settings {
        text = Objects.requireNonNullElse(text, "");
        mode = Objects.requireNonNullElse(mode, "");
        name = Objects.requireNonNullElse(name, "").strip();
        materialized = Objects.requireNonNullElse(materialized, "");
        tags = Objects.requireNonNullElse(tags, "");
    }

    static Settings of(QuestionSpec spec, long generation) {
        return new Settings(
                generation,
                spec.text(),
                spec.mode() == Mode.MODEL ? MODEL : "Analysis",
                spec.name(),
                spec.keepOldName(),
                spec.materialized() == null ? "" : spec.materialized().dbt(),
                String.join(", ", spec.tags()),
                spec.deletionPolicy() == DeletionPolicy.DELETE,
                spec.dropRelation(),
                false);
    }

    /** The ways to keep a model, to choose from. */
    public List<String> materializations() {
        return Arrays.stream(Materialization.values()).map(Materialization::dbt).toList();
    }

    /** What to change in the form; empty where it can be written. */
    String error() {
        if (text.isBlank()) {
            return "Write the question.";
        }
        var length = AskResource.length(text);
        if (length > LONGEST) {
            return "The question has %d characters, and may have %d: say it more shortly.".formatted(length, LONGEST);
        }
        return name.isEmpty() || name.matches("[a-z][a-z0-9_]{0,62}")
                ? ""
                : "A name in the database has small letters, digits and _, and begins with a letter: top_customers.";
    }

    QuestionSpec applied(QuestionSpec spec) {
        return moded(
                QuestionSpecBuilder.builder(spec)
                        .text(AskResource.plain(text))
                        .name(name.isEmpty() ? null : name)
                        .keepOldName(keepOldName)
                        .materialized(Arrays.stream(Materialization.values())
                                .filter(one -> one.dbt().equals(materialized))
                                .findFirst()
                                .orElse(null))
                        .tags(Stream.of(tags.split("[,\\s]+"))
                                .filter(tag -> !tag.isEmpty())
                                .distinct()
                                .toList())
                        .deletionPolicy(deleteFiles ? DeletionPolicy.DELETE : DeletionPolicy.RETAIN)
                        .dropRelation(dropRelation)
                        .build(),
                mode);
    }

    /** The same as a model or an analysis; of an analysis nothing is kept in the database. */
    static QuestionSpec moded(QuestionSpec spec, String mode) {
        var model = MODEL.equals(mode);
        return QuestionSpecBuilder.builder(spec)
                .mode(model ? Mode.MODEL : Mode.ANALYSIS)
                .materialized(model ? spec.materialized() : null)
                .build();
    }
}
