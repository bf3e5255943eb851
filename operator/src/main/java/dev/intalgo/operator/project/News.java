package dev.intalgo.operator.project;

import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.git.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks Git servers for news no more often than there is reason to: every two minutes, and more seldom where nothing
 * happens for long; at once where somebody tells of news, and where the repository is another or is reached otherwise.
 * What is remembered for that is only when to ask: without it the next look is a minute too early.
 */
@ApplicationScoped
public class News {
    static final Duration SOONEST = Duration.ofMinutes(2);
    static final Duration LATEST = Duration.ofMinutes(10);

    private final Repositories repositories;
    private final Heads heads;
    private final Clock clock;
    private final Map<RepositoryId, Asked> asked = new ConcurrentHashMap<>();

    /**
     * @param at when the server was asked last
     * @param since when there was news the last time
     */
    private record Asked(Location location, String head, Instant at, Instant since) {
        Instant next() {
            var quiet = Duration.between(since, at);
            var wait = quiet.compareTo(LATEST) > 0 ? LATEST : quiet;
            return at.plus(wait.compareTo(SOONEST) < 0 ? SOONEST : wait);
        }
    }

    @Inject
    News(Repositories repositories, Heads heads) {
        this(repositories, heads, Clock.systemUTC());
    }

    News(Repositories repositories, Heads heads, Clock clock) {
        this.repositories = repositories;
        this.heads = heads;
        this.clock = clock;
    }

    /** The files at the branch's head: as the Git server has it if it is time to ask, else as they were seen last. */
    Snapshot look(RepositoryId id, Location location) throws GitException {
        var before = asked.get(id);
        var now = clock.instant();
        if (before != null && before.location().equals(location) && now.isBefore(before.next())) {
            return noted(before, repositories.seen(id, location), id);
        }
        // Before it is asked: what somebody tells meanwhile must be asked for again.
        asked.put(id, new Asked(location, before == null ? null : before.head(), now, since(before, now)));
        try {
            return noted(asked.get(id), repositories.open(id, location), id);
        } catch (GitException | RuntimeException e) {
            asked.remove(id);
            throw e;
        }
    }

    private static Instant since(Asked before, Instant now) {
        return before == null ? now : before.since();
    }

    private Snapshot noted(Asked before, Snapshot snapshot, RepositoryId id) {
        if (before != null && !Objects.equals(before.head(), snapshot.commit())) {
            asked.computeIfPresent(id, (i, a) -> new Asked(a.location(), snapshot.commit(), a.at(), clock.instant()));
        }
        return snapshot;
    }

    /** How long until the server is to be asked again. */
    Duration next(RepositoryId id) {
        var last = asked.get(id);
        if (last == null) {
            return Duration.ofMillis(1);
        }
        var left = Duration.between(clock.instant(), last.next());
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    /** Somebody says that there is something new at the Git server: has it asked at once. */
    public void told(RepositoryId id) {
        asked.remove(id);
        heads.moved(id);
    }
}
