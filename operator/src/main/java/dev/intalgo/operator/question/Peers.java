package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.operator.kube.Conditions;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A Question among the others of its project: who has a name first, and whose model must be there before. */
final class Peers {
    private static final Comparator<Question> OLDEST = Comparator.comparing(
                    (Question q) -> q.getMetadata().getCreationTimestamp())
            .thenComparing(q -> q.getMetadata().getName());

    private final Question question;
    private final List<Question> others;

    Peers(Question question, Collection<Question> project) {
        this.question = question;
        this.others = project.stream()
                .filter(q ->
                        !q.getMetadata().getName().equals(question.getMetadata().getName()))
                .filter(q -> q.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** The Question that had this one's dbt name before it. */
    Optional<Question> earlierOfSameName() {
        return others.stream()
                .filter(other -> other.dbtName().equals(question.dbtName()))
                .filter(other -> OLDEST.compare(other, question) < 0)
                .min(OLDEST);
    }

    /** A Question whose model this one's text names by its dbt name, and that is not built yet. */
    Optional<Question> unbuiltModelInText() {
        return others.stream()
                .filter(other -> mentions(question.getSpec().text(), other.dbtName()))
                .filter(Peers::unbuilt)
                .min(OLDEST);
    }

    /** The Question whose model has one of these names, where it is not built yet. */
    Optional<Question> unbuiltModel(Collection<String> models) {
        return others.stream()
                .filter(other -> models.contains(other.dbtName()))
                .filter(Peers::unbuilt)
                .min(OLDEST);
    }

    private static boolean unbuilt(Question other) {
        return other.getSpec().mode() == QuestionSpec.Mode.MODEL
                && (other.getStatus() == null || !other.getStatus().isTrue(Conditions.READY));
    }

    static boolean mentions(String text, String name) {
        return Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])")
                .matcher(text)
                .find();
    }
}
