package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.operator.dbt.Readers;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.StatusWriter;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.project.Review;
import dev.intalgo.operator.project.Reviews;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes out of the repository, and out of the database where it says so, what a Question leaves when it is deleted. */
@ApplicationScoped
class Retirement {
    private static final String STEP = "Removed";
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final CommitQueue commits;
    private final Drops drops;
    private final Events events;
    private final Reviews reviews;
    private final Clock clock = Clock.systemUTC();

    Retirement(
            KubernetesClient client,
            Repositories repositories,
            RepositoryPlaces places,
            CommitQueue commits,
            Drops drops,
            Events events,
            Reviews reviews) {
        this.client = client;
        this.repositories = repositories;
        this.places = places;
        this.commits = commits;
        this.drops = drops;
        this.events = events;
        this.reviews = reviews;
    }

    /** @param peers the project's other Questions, of which one may have taken the name over */
    DeleteControl retire(Question question, Optional<IntalgoProject> project, Peers peers) {
        try {
            withdraw(question, project);
        } catch (NotReady why) {
            Log.infof("the answer of Question %s stays proposed for now: %s", question.dbtName(), why.getMessage());
            return control(why.atLeast().or(() -> Optional.of(AGAIN)));
        }
        if (question.getSpec().deletionPolicy() != QuestionSpec.DeletionPolicy.DELETE
                || project.isEmpty()
                || question.getStatus() == null
                || question.getStatus().path() == null) {
            project.ifPresent(p -> commits.forget(RepositoryPlaces.id(p), question));
            return DeleteControl.defaultDelete();
        }
        var status = question.getStatus();
        var conditions =
                new Conditions(status.conditions(), question.getMetadata().getGeneration(), clock);
        Optional<Duration> again;
        try {
            remove(question, project.get(), peers);
            conditions.isTrue(STEP, STEP, "Its files are not in the repository any more.");
            var left = relations(status);
            if (!question.getSpec().dropRelation() || left.isEmpty()) {
                return DeleteControl.defaultDelete();
            }
            var outcome = drops.drop(question, left, conditions);
            if (outcome.left().isEmpty()) {
                return DeleteControl.defaultDelete();
            }
            conditions.isFalse(
                    Conditions.READY,
                    "Deleting",
                    "Waits until %s is dropped, or spec.dropRelation is false."
                            .formatted(String.join(", ", outcome.left())));
            again = outcome.again();
        } catch (NotReady why) {
            conditions.stopped(why);
            again = StatusWriter.again(why, conditions);
            if (why.progressing()) {
                // It takes a moment, in which nobody looks.
                return control(again);
            }
        }
        tell(question, status, conditions);
        return control(again);
    }

    /** Nobody need look at the answer of a Question that goes. */
    private void withdraw(Question question, Optional<IntalgoProject> project) throws NotReady {
        var status = question.getStatus();
        if (project.filter(Reviews::wanted).isPresent() && status != null && status.pullRequest() != null) {
            review(project.get(), question.dbtName(), status.pullRequest()).withdraw();
        }
    }

    private Review review(IntalgoProject project, String name, QuestionStatus.PullRequest before) throws NotReady {
        return Review.of(
                reviews, project, places.location(project), places.commits(project), name, before, Optional.empty());
    }

    private static DeleteControl control(Optional<Duration> again) {
        var control = DeleteControl.noFinalizerRemoval();
        return again.map(control::rescheduleAfter).orElse(control);
    }

    /** What dbt built for it under all the names that it had. */
    private static List<String> relations(QuestionStatus status) {
        List<String> relations = new ArrayList<>(status.leftRelations());
        Optional.ofNullable(status.relation()).ifPresent(relations::add);
        return relations;
    }

    private void remove(Question question, IntalgoProject project, Peers peers) throws NotReady {
        var id = RepositoryPlaces.id(project);
        try {
            var location = places.location(project);
            var seen = repositories.seen(id, location);
            var place = mine(question, peers, seen);
            if (place.isEmpty()) {
                return;
            }
            var change = new Change(
                    place.get(),
                    "Remove " + place.get().name(),
                    "Its Question was deleted.",
                    snapshot -> Readers.of(place.get(), snapshot.files()).isEmpty()
                            ? Readers.without(place.get(), snapshot.files())
                            : Map.of());
            if (Reviews.wanted(project)) {
                unread(place.get(), seen);
                var name = place.get().name();
                review(project, "_remove_" + name, null)
                        .propose(
                                Review.Words.of(
                                        name,
                                        change.subject(),
                                        "The Question of `%s` was deleted, and this takes its files out."
                                                .formatted(name),
                                        change.subject() + "\n\n" + change.text()),
                                change,
                                Optional.empty());
                return;
            }
            commits.commit(
                    new CommitQueue.Where(id, location, places.commits(project)),
                    seen,
                    CommitQueue.Who.of(question, peers.goingWithTheirFiles()),
                    change,
                    STEP);
            unread(place.get(), repositories.seen(id, location));
        } catch (GitException e) {
            throw NotReady.retrying(STEP, e.reason().name(), e.getMessage());
        }
    }

    /** What is its own is where its status says; its name may be another Question's. */
    private static Optional<Place> mine(Question question, Peers peers, Snapshot snapshot) {
        return Place.of(question.getStatus().path(), snapshot.files()).filter(place -> !peers.anyNamed(place.name()));
    }

    private static void unread(Place place, Snapshot snapshot) throws NotReady {
        var readers = Readers.of(place, snapshot.files());
        if (!readers.isEmpty()) {
            // A change of the project's commit ends the wait.
            throw NotReady.failed(
                    STEP,
                    "StillReferenced",
                    "\"%s\" is read by %s: change or delete them first, or set spec.deletionPolicy to Retain."
                            .formatted(place.name(), String.join(", ", readers)));
        }
    }

    private void tell(Question question, QuestionStatus before, Conditions conditions) {
        var next = before.withConditions(conditions.list())
                .withObservedGeneration(question.getMetadata().getGeneration());
        if (next.equals(before)) {
            return;
        }
        conditions.readyChanged().ifPresent(ready -> events.readiness(question, ready));
        client.resources(Question.class)
                .inNamespace(question.getMetadata().getNamespace())
                .withName(question.getMetadata().getName())
                .editStatus(current -> {
                    current.setStatus(next);
                    return current;
                });
    }
}
