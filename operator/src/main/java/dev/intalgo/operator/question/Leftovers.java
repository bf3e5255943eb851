package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.QuestionStatus;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What dbt built for a Question under earlier names, which {@code status.leftRelations} lists while it is there. */
final class Leftovers {
    private Leftovers() {}

    /** The status once dbt has built the model, or with null once it is a model no more. */
    static QuestionStatus builtNow(QuestionStatus status, String relation) {
        Set<String> left = new LinkedHashSet<>(status.leftRelations());
        if (status.relation() != null) {
            left.add(status.relation());
        }
        left.remove(relation);
        return status.withRelation(relation).withLeftRelations(List.copyOf(left));
    }

    /** What nothing of the Question stands for any more: a view that keeps an earlier name has that relation. */
    static List<String> toDrop(QuestionStatus status, Collection<String> aliases) {
        return status.leftRelations().stream()
                .filter(relation -> aliases.stream().noneMatch(alias -> isCalled(relation, alias)))
                .toList();
    }

    /** The status without what was to be dropped and is not there any more. */
    static QuestionStatus dropped(QuestionStatus status, Collection<String> toDrop, Collection<String> stillThere) {
        return status.withLeftRelations(status.leftRelations().stream()
                .filter(relation -> !toDrop.contains(relation) || stillThere.contains(relation))
                .toList());
    }

    /** Whether a relation, as database.schema.name, has this name. */
    static boolean isCalled(String relation, String name) {
        return relation.substring(relation.lastIndexOf('.') + 1).equalsIgnoreCase(name);
    }
}
