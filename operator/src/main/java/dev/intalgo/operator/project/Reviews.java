package dev.intalgo.operator.project;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Approval;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Proposals;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.review.Access;
import dev.intalgo.operator.review.Comment;
import dev.intalgo.operator.review.Providers;
import dev.intalgo.operator.review.PullRequest;
import dev.intalgo.operator.review.PullRequests;
import dev.intalgo.operator.review.ReviewException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What there is to know of the pull requests of all projects. A project looks for what is new, with one call for all
 * branches and one for all open pull requests, and wakes the Questions that it is about. Nothing here is state: after a
 * restart it is asked for again.
 */
@ApplicationScoped
public class Reviews {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "ReviewReady";

    static final Duration SOONEST = Duration.ofMinutes(1);
    private static final Duration LATEST = Duration.ofMinutes(10);

    private final SimpleInboundEventSource<Question> events = new SimpleInboundEventSource<>("question-reviews");
    private final Map<RepositoryId, Watched> watched = new ConcurrentHashMap<>();
    private final Cache<List<Object>, List<Comment>> comments =
            Caffeine.newBuilder().maximumSize(5_000).expireAfterWrite(LATEST).build();
    private final ReviewAccess access;
    private final Proposals proposals;
    private final Clock clock = Clock.systemUTC();

    Reviews(ReviewAccess access, Proposals proposals) {
        this.access = access;
        this.proposals = proposals;
    }

    /** Whether answers go by review. */
    public static boolean wanted(IntalgoProject project) {
        return project.getSpec().approval() == Approval.PULL_REQUEST;
    }

    /** What the names of a project's branches begin with: several projects may share a repository. */
    static String prefix(Location location) {
        var path = location instanceof Location.Remote remote ? remote.path() : "";
        return path.isEmpty() ? "intalgo/" : "intalgo/" + path + "/";
    }

    public EventSource<?, Question> events() {
        return events;
    }

    Proposals proposals() {
        return proposals;
    }

    /**
     * Looks for what is new, unless that was done a moment ago, and wakes the Questions that it is about.
     *
     * @param news how often somebody has told that there is something new; where a look fails, the next still is told
     * @return when to look again: the longer nothing happens, the later
     */
    Duration look(IntalgoProject project, Location location, long news) throws NotReady {
        var of = watched(project, location);
        synchronized (of) {
            var told = news != of.news;
            var since = Duration.between(of.looked, clock.instant());
            if (!told && since.compareTo(of.gap) < 0) {
                return of.gap.minus(since);
            }
            var changed = refresh(project, of);
            of.news = news;
            if (told) {
                var stampless =
                        of.seen.open().values().stream().filter(r -> r.stamp().isEmpty());
                wake(of, stampless.map(PullRequest::branch).collect(Collectors.toSet()));
            }
            var doubled = of.gap.multipliedBy(2);
            of.gap = !changed.isEmpty() || told ? SOONEST : doubled.compareTo(LATEST) > 0 ? LATEST : doubled;
            return of.gap;
        }
    }

    /** Asks the server, and wakes whoever waits for the branches that are not as they were, which are returned. */
    private Set<String> refresh(IntalgoProject project, Watched of) throws NotReady {
        var before = of.seen;
        of.seen = asked(project, of);
        of.looked = clock.instant();
        var changed = of.seen.changedSince(before);
        wake(of, changed);
        return changed;
    }

    private static Map<String, PullRequest> newest(List<PullRequest> requests) {
        return requests.stream()
                .collect(Collectors.toMap(PullRequest::branch, r -> r, (a, b) -> a.number() > b.number() ? a : b));
    }

    private Seen asked(IntalgoProject project, Watched of) throws NotReady {
        Map<String, String> all;
        try {
            all = proposals.heads(RepositoryPlaces.id(project), of.location);
        } catch (GitException e) {
            throw NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
        }
        var prefix = prefix(of.location);
        var heads = new HashMap<>(all);
        heads.keySet().removeIf(branch -> !branch.startsWith(prefix));
        // A repository without a commit has no pull requests; Gitea says then that there is no such thing.
        var open = of.server.isPresent() && !all.isEmpty() ? newest(ask(of.server.get()::open)) : of.seen.open();
        return new Seen(
                heads,
                open.values().stream()
                        .filter(request -> request.branch().startsWith(prefix))
                        .collect(Collectors.toMap(PullRequest::branch, r -> r)));
    }

    private void wake(Watched of, Set<String> branches) {
        branches.forEach(branch -> {
            of.past.remove(branch);
            Optional.ofNullable(of.waiting.get(branch)).ifPresent(events::propagateEvent);
        });
    }

    private Watched watched(IntalgoProject project, Location location) throws NotReady {
        var id = RepositoryPlaces.id(project);
        var settings = ReviewAccess.pullRequests(project);
        Optional<Access> wanted =
                settings.isEmpty() ? Optional.empty() : Optional.of(access.of(project, location, settings.get()));
        var known = watched.get(id);
        if (known != null && known.isOf(location, wanted)) {
            return known;
        }
        Optional<PullRequests> server = settings.isEmpty()
                ? Optional.empty()
                : Optional.of(ask(() -> Providers.of(
                        settings.get().provider(),
                        project.getSpec().repository().remote().url(),
                        wanted.get())));
        return watched.compute(
                id,
                (i, before) -> before != null && before.isOf(location, wanted)
                        ? before
                        : new Watched(location, wanted, server, before));
    }

    /**
     * What is known of a project, for one who looks at a branch of it; the server is asked only where nobody did yet.
     *
     * @param question who is woken from now on by all that is another way than on the board
     */
    Board board(IntalgoProject project, Location location, String branch, Optional<ResourceID> question)
            throws NotReady {
        var of = watched(project, location);
        synchronized (of) {
            question.ifPresent(id -> of.waiting.put(branch, id));
            if (of.looked.equals(Instant.MIN)) {
                refresh(project, of);
            }
            return new Board(RepositoryPlaces.id(project), of, branch);
        }
    }

    /**
     * A branch and its pull requests as they were seen when one began to look at it, and as one left them since. What
     * others do meanwhile is not on it, so that all that is done goes by the same; who did it that way is woken.
     */
    final class Board {
        private final RepositoryId id;
        private final Watched of;
        private final String branch;
        private Seen seen;

        Board(RepositoryId id, Watched of, String branch) {
            this.id = id;
            this.of = of;
            this.branch = branch;
            this.seen = of.seen;
        }

        Optional<PullRequests> server() {
            return of.server;
        }

        Optional<String> head() {
            return Optional.ofNullable(seen.heads().get(branch));
        }

        Optional<PullRequest> open() {
            return Optional.ofNullable(seen.open().get(branch));
        }

        /** The newest of a branch that has none open. */
        Optional<PullRequest> past() throws NotReady {
            synchronized (of) {
                var known = of.past.get(branch);
                if (known != null) {
                    return known;
                }
            }
            Optional<PullRequest> found = of.server.isEmpty()
                    ? Optional.empty()
                    : ask(() -> of.server.get().newest(branch));
            synchronized (of) {
                if (of.seen.agrees(seen, branch)) {
                    of.past.put(branch, found);
                }
            }
            return found;
        }

        /** What people say of one that is open. */
        List<Comment> comments(PullRequest request) throws NotReady {
            var minute = clock.instant().getEpochSecond() / SOONEST.toSeconds();
            var stamp = request.stamp().isEmpty() ? String.valueOf(minute) : request.stamp();
            List<Object> key = List.of(of, request.number(), stamp);
            var known = comments.getIfPresent(key);
            if (known == null) {
                known = ask(() -> of.server.orElseThrow().comments(request));
                comments.put(key, known);
            }
            return known;
        }

        /**
         * The operator itself changed it. Where somebody has looked since this one did, nobody knows which of the two is
         * newer: the next asks the server.
         */
        void now(String head, Optional<PullRequest> request) {
            var before = seen;
            seen = seen.with(branch, Optional.ofNullable(head), request.filter(PullRequest::isOpen));
            var current = watched.get(id);
            synchronized (current) {
                if (current == of && of.seen.agrees(before, branch)) {
                    of.seen = of.seen.with(branch, head(), open());
                    of.past.remove(branch);
                    of.gap = SOONEST;
                } else {
                    current.looked = Instant.MIN;
                    wake(current, Set.of(branch));
                }
            }
        }
    }

    /** Something to ask a server for. */
    interface Call<T> {
        T run() throws ReviewException;
    }

    static <T> T ask(Call<T> call) throws NotReady {
        try {
            return call.run();
        } catch (ReviewException e) {
            throw NotReady.retrying(STEP, e.reason().name(), e.getMessage(), e.retryAfter());
        }
    }
}
