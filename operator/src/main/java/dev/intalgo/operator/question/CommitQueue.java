package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Outcome;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.Heads;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes one commit of what many Questions of a project change at about the same time.
 *
 * <p>No thread waits: a Question whose change waits for others is reconciled again once it is committed, or when it is
 * time to commit. Whoever comes first then commits what all of them have changed. Nothing is lost with the queue: a
 * Question that is reconciled after a restart puts its change in again, and one that is in the repository changes
 * nothing.
 */
@ApplicationScoped
class CommitQueue {
    /** While another commit is made, which takes no longer. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Repositories repositories;
    private final Heads heads;
    private final Map<RepositoryId, Queue> queues = new ConcurrentHashMap<>();
    private final SimpleInboundEventSource<Question> events = new SimpleInboundEventSource<>("question-commits");

    CommitQueue(Repositories repositories, Heads heads) {
        this.repositories = repositories;
        this.heads = heads;
    }

    /** Who changes something, and which others of the project are going to: by their UIDs. */
    record Who(ResourceID id, String uid, Set<String> others) {
        static Who of(Question question, Set<String> others) {
            return new Who(
                    ResourceID.fromResource(question), question.getMetadata().getUid(), others);
        }
    }

    /** What is committed to, and how its commits are made. */
    record Where(RepositoryId id, Location location, CommitStyle style) {}

    private record Waiting(Who who, Change change) {}

    private record Done(Object of, Outcome outcome) {}

    /** What waits to be committed to one repository. All of it is guarded by its monitor. */
    private static final class Queue {
        final Map<String, Waiting> waiting = new LinkedHashMap<>();
        final Map<String, Done> done = new LinkedHashMap<>();
        final Burst burst = new Burst();
        boolean busy;

        /** What became of a change that was committed with others'. */
        synchronized Optional<Outcome> take(Who who, Change change) {
            return Optional.ofNullable(done.remove(who.uid()))
                    .filter(d -> d.of().equals(change.of()))
                    .map(Done::outcome);
        }

        /** Puts a change in. All that is to be committed now, by the caller; empty where it has to wait. */
        synchronized List<Waiting> put(Waiting one, String step) throws NotReady {
            waiting.put(one.who().uid(), one);
            if (busy) {
                throw gathering(step, LOOK_AGAIN);
            }
            var left = waiting.keySet().containsAll(one.who().others()) ? Duration.ZERO : burst.left(System.nanoTime());
            if (left.isPositive()) {
                throw gathering(step, left);
            }
            List<Waiting> all = new ArrayList<>(waiting.values());
            waiting.clear();
            busy = true;
            return all;
        }

        private static NotReady gathering(String step, Duration wait) {
            return NotReady.continuing(step, "Committing", "Is committed together with others of the project.", wait);
        }

        /** Ends a commit; who waits to make the next one. */
        synchronized Optional<Waiting> end() {
            busy = false;
            burst.committed(System.nanoTime());
            return waiting.values().stream().findFirst();
        }

        synchronized void forget(String uid) {
            waiting.remove(uid);
            done.remove(uid);
        }

        synchronized void note(Waiting one, Outcome outcome) {
            done.put(one.who().uid(), new Done(one.change().of(), outcome));
        }
    }

    /** The events of a Question's change being committed, or of its being the one to commit. */
    EventSource<?, Question> events() {
        return events;
    }

    /**
     * Commits a change, with those of others that wait.
     *
     * @param seen the files as far as they are known; where the change is in them, nobody is asked for newer ones
     * @param step the condition that says so while it waits
     * @throws NotReady while it waits for others, or for a commit that is being made
     */
    Commit commit(Where where, Snapshot seen, Who who, Change change, String step) throws NotReady, GitException {
        var queue = queues.computeIfAbsent(where.id(), i -> new Queue());
        var done = queue.take(who, change);
        if (done.isPresent()) {
            return done.get().get();
        }
        if (seen.changedBy(change).isEmpty()) {
            queue.forget(who.uid());
            return new Commit(seen.commit(), false);
        }
        var all = queue.put(new Waiting(who, change), step);
        try {
            var outcomes = outcomes(where, all);
            for (int i = 0; i < all.size(); i++) {
                queue.note(all.get(i), outcomes.get(i));
            }
            if (outcomes.stream().anyMatch(o -> o instanceof Outcome.Done(Commit c) && c.changed())) {
                heads.moved(where.id());
            }
        } finally {
            var next = queue.end();
            all.stream().filter(w -> !w.who().equals(who)).forEach(this::wake);
            next.ifPresent(this::wake);
        }
        return queue.take(who, change).orElseThrow().get();
    }

    private List<Outcome> outcomes(Where where, List<Waiting> all) {
        var changes = all.stream().map(Waiting::change).toList();
        try {
            return repositories.commitAll(where.id(), where.location(), where.style(), changes, Change::message);
        } catch (GitException e) {
            return all.stream().<Outcome>map(w -> new Outcome.Refused(e)).toList();
        }
    }

    private void wake(Waiting one) {
        events.propagateEvent(one.who().id());
    }

    /** A Question is gone: it changes nothing any more. */
    void forget(RepositoryId id, Question question) {
        Optional.ofNullable(queues.get(id))
                .ifPresent(queue -> queue.forget(question.getMetadata().getUid()));
    }
}
