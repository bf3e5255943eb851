package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.sql.ModelInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Question among the others of its project: who has a name first, and whose model must be there before. */
final class Peers {
    private static final Comparator<Question> OLDEST = Comparator.comparing(
                    (Question q) -> q.getMetadata().getCreationTimestamp())
            .thenComparing(q -> q.getMetadata().getName());

    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Set<String> WAITING = Set.of("WaitingForModel", "CircularReference", "NameTaken");

    private final Question question;
    private final List<Question> others;
    private final List<Question> leaving;

    /** All of a Question that makes a difference to others. */
    private record Seen(
            boolean deleted,
            String name,
            String text,
            QuestionSpec.Mode mode,
            boolean byHand,
            Optional<String> ready,
            List<String> references) {
        static Seen of(Question question) {
            var status = Optional.ofNullable(question.getStatus());
            return new Seen(
                    question.getMetadata().getDeletionTimestamp() != null,
                    question.dbtName(),
                    question.getSpec().text(),
                    question.getSpec().mode(),
                    question.getSpec().sql() != null,
                    status.flatMap(s -> s.condition(Conditions.READY))
                            .filter(c -> !"Unknown".equals(c.getStatus()))
                            .map(c -> c.getStatus() + " " + c.getReason()),
                    status.map(QuestionStatus::references).orElse(List.of()));
        }
    }

    /** Whether a change of a Question may make others go on, or say something else. */
    static boolean concerned(Question now, Question before) {
        return !Seen.of(now).equals(Seen.of(before));
    }

    /** Whether a change of a Question may be what another waits for. An analysis is in nobody's way but by its name. */
    static boolean mayConcern(Question changed, Question other) {
        return changed.getSpec().mode() == QuestionSpec.Mode.MODEL
                || changed.dbtName().equals(other.dbtName())
                || Optional.ofNullable(other.getStatus())
                        .flatMap(s -> s.condition(Conditions.READY))
                        .filter(c -> WAITING.contains(c.getReason()))
                        .isPresent();
    }

    Peers(Question question, Collection<Question> project) {
        this.question = question;
        var all = project.stream()
                .filter(q ->
                        !q.getMetadata().getName().equals(question.getMetadata().getName()))
                .collect(Collectors.partitioningBy(q -> q.getMetadata().getDeletionTimestamp() == null));
        this.others = all.get(true);
        this.leaving = all.get(false);
    }

    /** The Question that had this one's dbt name before it. */
    Optional<Question> earlierOfSameName() {
        return others.stream()
                .filter(other -> other.dbtName().equals(question.dbtName()))
                .filter(other -> OLDEST.compare(other, question) < 0)
                .min(OLDEST);
    }

    /** Whether another Question has this dbt name. */
    boolean anyNamed(String name) {
        return others.stream().anyMatch(other -> other.dbtName().equals(name));
    }

    /** A Question whose model this one's text names by its dbt name, and that is being built. */
    Optional<Question> unbuiltModelInText() {
        return others.stream()
                .filter(other -> mentions(question.getSpec().text(), other.dbtName()))
                .filter(Peers::unbuilt)
                // Of those that name one another the oldest goes first.
                .filter(other -> OLDEST.compare(other, question) < 0 || !leadsHere(other, Peers::names))
                .min(OLDEST);
    }

    /** The Question whose model has one of these names, where it is not built yet. */
    Optional<Question> unbuiltModel(Collection<String> models) {
        return others.stream()
                .filter(other -> models.contains(other.dbtName()))
                .filter(Peers::unbuilt)
                .min(OLDEST);
    }

    /** A Question whose model dbt has not built by the name that it has now, of the models among what is read. */
    Optional<Question> notBuiltByName(Collection<String> references) {
        return others.stream()
                .filter(other -> other.getSpec().mode() == QuestionSpec.Mode.MODEL
                        && references.contains("ref." + other.dbtName()))
                .filter(other -> Optional.ofNullable(other.getStatus())
                        .map(QuestionStatus::relation)
                        .filter(relation -> Leftovers.isCalled(relation, other.dbtName()))
                        .isEmpty())
                .min(OLDEST);
    }

    /** The models that are in the repository, and those that are on their way there: they can be waited for. */
    List<ModelInfo> withModels(Subject subject) {
        List<ModelInfo> models = new ArrayList<>(subject.models());
        var known = models.stream().map(ModelInfo::name).collect(Collectors.toSet());
        others.stream()
                .filter(Peers::unbuilt)
                .map(Question::dbtName)
                .filter(known::add)
                .forEach(name -> models.add(new ModelInfo(name, subject.schema(), List.of(), "")));
        return models;
    }

    /** The UIDs of those that are on their way to a commit, with which this one's may go together. */
    Set<String> goingToCommit() {
        return others.stream()
                .filter(Peers::goesToCommit)
                .map(other -> other.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    /** The UIDs of those that go, and their files with them. */
    Set<String> goingWithTheirFiles() {
        return leaving.stream()
                .filter(other -> other.getSpec().deletionPolicy() == QuestionSpec.DeletionPolicy.DELETE)
                .map(other -> other.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private static boolean goesToCommit(Question other) {
        var status = other.getStatus();
        if (status == null || !other.getMetadata().getGeneration().equals(status.observedGeneration())) {
            return true;
        }
        var ready = status.condition(Conditions.READY).orElse(null);
        return ready != null
                && "Unknown".equals(ready.getStatus())
                && !WAITING.contains(ready.getReason())
                && !status.isTrue(Answering.COMMITTED);
    }

    /** Why this Question does not go on before another's model is there. */
    NotReady waiting(Question other) {
        return waiting(Asking.STEP, other, Optional.empty());
    }

    /**
     * Waits with a build until another model is there under its new name. That may be told of before anybody knows that
     * this Question, which was ready a moment ago, waits for it: so it looks for itself.
     */
    NotReady waitingToBuild(String step, Question other) {
        return waiting(step, other, Optional.of(SOON));
    }

    private NotReady waiting(String step, Question other, Optional<Duration> look) {
        var model = other.dbtName();
        var name = other.getMetadata().getName();
        if (leadsHere(other, Peers::reads)) {
            return NotReady.failed(
                    step,
                    "CircularReference",
                    "This reads the model \"%s\" of Question \"%s\", which reads this one's: change one of them."
                            .formatted(model, name));
        }
        var ready = Optional.ofNullable(other.getStatus()).flatMap(s -> s.condition(Conditions.READY));
        return ready.filter(c -> "False".equals(c.getStatus()))
                .map(c -> NotReady.lacking(
                        step,
                        "WaitingForModel",
                        "Waits for the model \"%s\" of Question \"%s\", which is not ready (%s)."
                                .formatted(model, name, c.getReason())))
                .orElseGet(() -> {
                    var message = "Waits for the model \"%s\" of Question \"%s\".".formatted(model, name);
                    return look.map(after -> NotReady.continuing(step, "WaitingForModel", message, after))
                            .orElseGet(() -> NotReady.waiting(step, "WaitingForModel", message));
                });
    }

    /** Whether a Question reads this one's model, itself or by others that are not built. */
    private boolean leadsHere(Question from, BiPredicate<Question, String> reads) {
        Set<String> seen = new HashSet<>();
        Deque<Question> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            var next = open.pop();
            if (reads.test(next, question.dbtName())) {
                return true;
            }
            others.stream()
                    .filter(q -> unbuilt(q) && reads.test(next, q.dbtName()) && seen.add(q.dbtName()))
                    .forEach(open::add);
        }
        return false;
    }

    /** By its SQL, where there is some, or else by its text. */
    private static boolean reads(Question reader, String model) {
        var references = reader.getStatus() == null
                ? List.<String>of()
                : reader.getStatus().references();
        return references.isEmpty() ? names(reader, model) : references.contains("ref." + model);
    }

    private static boolean names(Question reader, String model) {
        return reader.getSpec().sql() == null && mentions(reader.getSpec().text(), model);
    }

    /** Also one that was renamed a moment ago, and is built under its earlier name. */
    private static boolean unbuilt(Question other) {
        return other.getSpec().mode() == QuestionSpec.Mode.MODEL
                && (other.getStatus() == null
                        || !other.getStatus().isTrue(Conditions.READY)
                        || Optional.ofNullable(other.getStatus().path())
                                .filter(path -> !path.endsWith("/" + other.dbtName() + ".sql"))
                                .isPresent());
    }

    static boolean mentions(String text, String name) {
        return Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])")
                .matcher(text)
                .find();
    }
}
