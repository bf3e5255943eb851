package dev.intalgo.console.schema;

import dev.intalgo.people.Relationship;
import io.quarkus.qute.TemplateExtension;

/** What templates do with relationships. */
@TemplateExtension
class Relationships {
    private Relationships() {}

    /** How sure that is. */
    static String percent(Relationship relationship) {
        return "%d%%".formatted(Math.round(relationship.confidence() * 100));
    }
}
