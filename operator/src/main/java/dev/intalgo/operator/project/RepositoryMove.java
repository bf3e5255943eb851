package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Repository;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus.Retained;
import dev.intalgo.operator.drive.DriveStep;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Mover;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Moves a project's repository to where its spec says. {@code status.repository} is where it is: it names the new place
 * once the whole history is there, and nothing is committed there before. The old place keeps what it has.
 */
@ApplicationScoped
class RepositoryMove {
    /** The step that this is, as a condition's type. */
    static final String STEP = "Moved";

    /** What was written to the status is acted on right after. */
    static final Duration ONWARD = Duration.ofMillis(1);

    private static final Duration KEEPER = Duration.ofSeconds(2);

    private static final int MOST_RETAINED = 10;

    private final Mover mover;
    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final DriveStep drive;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    RepositoryMove(Mover mover, Repositories repositories, RepositoryPlaces places, DriveStep drive, Events events) {
        this.repositories = repositories;
        this.drive = drive;
        this.mover = mover;
        this.places = places;
        this.events = events;
    }

    /** What to do about the place of a repository. */
    sealed interface Decision {
        /** It is where it should be. */
        record Stay() implements Decision {}

        /** It is on the operator's volume and goes on to be; only the drive that it is checked out on is another. */
        record Exchange(Repository from) implements Decision {}

        /** The history has to go to another place. */
        record Go(Repository from, Repository to) implements Decision {}
    }

    static Decision decide(Optional<Repository> at, Repository wanted) {
        if (at.isEmpty() || Whereabouts.same(at.get(), wanted)) {
            return new Decision.Stay();
        }
        return Whereabouts.isRemote(at.get()) || Whereabouts.isRemote(wanted)
                ? new Decision.Go(at.get(), wanted)
                : new Decision.Exchange(at.get());
    }

    /**
     * The status with the place that is in effect.
     *
     * @throws NotReady where the repository was moved, and the project is to be looked at anew; or could not be
     */
    IntalgoProjectStatus check(
            IntalgoProject project, IntalgoProjectStatus status, Conditions conditions, Context<IntalgoProject> context)
            throws NotReady {
        var wanted = project.getSpec().repository();
        return switch (decide(Optional.ofNullable(status.repository()), wanted)) {
            case Decision.Stay stay -> {
                tell(status, conditions);
                yield status.repository() == null ? status : status.withRepository(wanted);
            }
            case Decision.Exchange exchange -> {
                events.normal(
                        project,
                        "Moved",
                        "The project is checked out at %s from now on; %s keeps what it has."
                                .formatted(
                                        Whereabouts.words(project, wanted),
                                        Whereabouts.words(project, exchange.from())));
                yield moved(project, status, exchange.from(), head(project));
            }
            case Decision.Go go -> {
                // Said first: it may take a while, in which the project's Questions wait.
                if (!conditions.was(STEP, "Unknown") && !conditions.was(STEP, "False")) {
                    throw NotReady.continuing(
                            STEP,
                            "Moving",
                            "Moves the repository from %s to %s."
                                    .formatted(
                                            Whereabouts.words(project, go.from()), Whereabouts.words(project, go.to())),
                            ONWARD);
                }
                if (Whereabouts.hasDrive(go.from()) && !drive.end(project, context)) {
                    throw NotReady.continuing(
                            STEP, "Moving", "Waits for the keeper to hand in what was edited on the drive.", KEEPER);
                }
                yield go(project, status, go);
            }
        };
    }

    private String head(IntalgoProject project) throws NotReady {
        try {
            return repositories.head(RepositoryPlaces.id(project)).orElse(null);
        } catch (GitException e) {
            throw NotReady.retrying(STEP, "MoveFailed", e.getMessage());
        }
    }

    private IntalgoProjectStatus go(IntalgoProject project, IntalgoProjectStatus status, Decision.Go go)
            throws NotReady {
        try {
            var moved = mover.move(
                    RepositoryPlaces.id(project),
                    places.location(project),
                    places.wanted(project),
                    status.commit(),
                    places.commits(project));
            events.normal(
                    project,
                    "Moved",
                    "Moved the repository with %d commits to %s; %s keeps what it has."
                            .formatted(
                                    moved.commits(),
                                    Whereabouts.words(project, go.to()),
                                    Whereabouts.words(project, go.from())));
            return moved(project, status, go.from(), moved.before());
        } catch (GitException e) {
            var reason = e.reason() == GitException.Reason.RepositoryNotEmpty
                    ? e.reason().name()
                    : "MoveFailed";
            throw NotReady.retrying(
                    STEP,
                    reason,
                    "The repository is still at %s, and could not be moved to %s: %s"
                            .formatted(
                                    Whereabouts.words(project, go.from()),
                                    Whereabouts.words(project, go.to()),
                                    e.getMessage()));
        }
    }

    private IntalgoProjectStatus moved(
            IntalgoProject project, IntalgoProjectStatus status, Repository from, String commit) {
        var wanted = project.getSpec().repository();
        var now = Whereabouts.words(project, wanted);
        var old = new Retained(
                Whereabouts.words(project, from),
                commit,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        // The operator's volume is part of all places but Git servers.
        var added = !Whereabouts.isRemote(wanted) && !Whereabouts.hasDrive(from) && !Whereabouts.isRemote(from)
                ? Stream.<Retained>of()
                : Stream.of(old);
        List<Retained> retained = Stream.concat(added, status.retained().stream())
                .filter(r -> !r.place().equals(now))
                .limit(MOST_RETAINED)
                .toList();
        return status.withRepository(wanted).withRetained(retained);
    }

    private static void tell(IntalgoProjectStatus status, Conditions conditions) {
        if (!status.retained().isEmpty()) {
            var last = status.retained().getFirst();
            conditions.isTrue(
                    STEP,
                    "Retained",
                    "Since %s the repository is where spec.repository says. What was there before is still at %s, up to commit %s: remove it when you need it no more."
                            .formatted(last.movedAt(), last.place(), last.commit()));
        }
    }
}
