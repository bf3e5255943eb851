package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import io.fabric8.kubernetes.api.model.Condition;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells of a branch whose history somebody rewrote: with an Event, and for a day with a condition. There is nothing else
 * to do: the Questions find what is gone and write it again, on top of what is there.
 */
@ApplicationScoped
class RewrittenHistory {
    private static final String CONDITION = "HistoryRewritten";
    private static final Duration OF_INTEREST = Duration.ofDays(1);

    private final Repositories repositories;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    RewrittenHistory(Repositories repositories, Events events) {
        this.repositories = repositories;
        this.events = events;
    }

    /** @param head the commit that the branch is at now */
    void tell(IntalgoProject project, Location location, String head, Conditions conditions) throws NotReady {
        var status = Optional.ofNullable(project.getStatus());
        var before = status.map(s -> s.commit()).filter(commit -> !commit.equals(head));
        if (before.isPresent() && isRewritten(project, location, before.get())) {
            var message = "Somebody rewrote the branch: its head was %s and is %s, which does not follow it. "
                            .formatted(before.get(), head)
                    + "Answers that are gone are written again on top; nothing is pushed by force.";
            conditions.isTrue(CONDITION, "ForcePushed", message);
            events.warnOnce(project, CONDITION, message);
            return;
        }
        status.flatMap(s -> s.condition(CONDITION))
                .filter(this::isOfInterest)
                .ifPresent(told -> conditions.isTrue(CONDITION, told.getReason(), told.getMessage()));
    }

    private boolean isRewritten(IntalgoProject project, Location location, String before) throws NotReady {
        try {
            return repositories.rewritten(RepositoryPlaces.id(project), location, before);
        } catch (GitException e) {
            throw NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
        }
    }

    private boolean isOfInterest(Condition told) {
        return Instant.parse(told.getLastTransitionTime()).plus(OF_INTEREST).isAfter(clock.instant());
    }
}
