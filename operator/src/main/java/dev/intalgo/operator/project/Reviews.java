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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final Duration SOONEST = Duration.ofMinutes(1);
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

    /** How a project's pull requests were when it was looked last. */
    private static final class Watched {
        final Location location;
        final Optional<Access> access;
        final Optional<PullRequests> server;
        final Map<String, Optional<PullRequest>> past = new ConcurrentHashMap<>();
        final Map<String, ResourceID> waiting = new ConcurrentHashMap<>();
        volatile Map<String, String> heads = Map.of();
        volatile Map<String, PullRequest> open = Map.of();
        volatile Instant looked = Instant.MIN;
        volatile Duration gap = SOONEST;

        Watched(Location location, Optional<Access> access, Optional<PullRequests> server) {
            this.location = location;
            this.access = access;
            this.server = server;
        }
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
     * @param told whether something told that there is something new
     * @return when to look again: the longer nothing happens, the later
     */
    Duration look(IntalgoProject project, Location location, boolean told) throws NotReady {
        var of = watched(project, location);
        synchronized (of) {
            var since = Duration.between(of.looked, clock.instant());
            if (!told && since.compareTo(of.gap) < 0) {
                return of.gap.minus(since);
            }
            var changed = refresh(project, of);
            var stampless = of.open.values().stream().filter(r -> r.stamp().isEmpty());
            if (told) {
                stampless.map(PullRequest::branch).forEach(changed::add);
            }
            var doubled = of.gap.multipliedBy(2);
            of.gap = !changed.isEmpty() || told ? SOONEST : doubled.compareTo(LATEST) > 0 ? LATEST : doubled;
            changed.forEach(branch -> {
                of.past.remove(branch);
                Optional.ofNullable(of.waiting.get(branch)).ifPresent(events::propagateEvent);
            });
            return of.gap;
        }
    }

    /** The branches that are not as they were. */
    private Set<String> refresh(IntalgoProject project, Watched of) throws NotReady {
        var heads = of.heads;
        var open = of.open;
        Map<String, String> all;
        try {
            all = proposals.heads(RepositoryPlaces.id(project), of.location);
        } catch (GitException e) {
            throw NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
        }
        of.heads = all.entrySet().stream()
                .filter(branch -> branch.getKey().startsWith(prefix(of.location)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        // A repository without a commit has no pull requests; Gitea says then that there is no such thing.
        if (of.server.isPresent() && !all.isEmpty()) {
            Map<String, PullRequest> now = new ConcurrentHashMap<>();
            ask(of.server.get()::open).stream()
                    .filter(request -> request.branch().startsWith(prefix(of.location)))
                    .forEach(
                            request -> now.merge(request.branch(), request, (a, b) -> a.number() > b.number() ? a : b));
            of.open = now;
        }
        of.looked = clock.instant();
        Set<String> changed = new HashSet<>(heads.keySet());
        List.of(of.heads, open, of.open).forEach(map -> changed.addAll(map.keySet()));
        changed.removeIf(branch -> Objects.equals(heads.get(branch), of.heads.get(branch))
                && Objects.equals(open.get(branch), of.open.get(branch)));
        return changed;
    }

    private Watched watched(IntalgoProject project, Location location) throws NotReady {
        var id = RepositoryPlaces.id(project);
        var settings = ReviewAccess.pullRequests(project);
        Optional<Access> wanted =
                settings.isEmpty() ? Optional.empty() : Optional.of(access.of(project, location, settings.get()));
        var before = watched.get(id);
        if (before != null && before.location.equals(location) && before.access.equals(wanted)) {
            return before;
        }
        Optional<PullRequests> server = settings.isEmpty()
                ? Optional.empty()
                : Optional.of(ask(() -> Providers.of(
                        settings.get().provider(),
                        project.getSpec().repository().remote().url(),
                        wanted.get())));
        var now = new Watched(location, wanted, server);
        if (before != null) {
            now.waiting.putAll(before.waiting);
        }
        watched.put(id, now);
        return now;
    }

    /** One project's, for one who looks at a branch of it; asks the server only where nobody did yet. */
    Board board(IntalgoProject project, Location location) throws NotReady {
        var of = watched(project, location);
        synchronized (of) {
            if (of.looked.equals(Instant.MIN)) {
                refresh(project, of);
            }
        }
        return new Board(of);
    }

    /** All branches and pull requests of one project, as seen last. */
    final class Board {
        private final Watched of;

        Board(Watched of) {
            this.of = of;
        }

        Optional<PullRequests> server() {
            return of.server;
        }

        Optional<String> head(String branch) {
            return Optional.ofNullable(of.heads.get(branch));
        }

        Optional<PullRequest> open(String branch) {
            return Optional.ofNullable(of.open.get(branch));
        }

        /** The newest of a branch that has none open. */
        Optional<PullRequest> past(String branch) throws NotReady {
            var known = of.past.get(branch);
            if (known == null) {
                known = of.server.isEmpty()
                        ? Optional.empty()
                        : ask(() -> of.server.get().newest(branch));
                of.past.put(branch, known);
            }
            return known;
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

        /** The operator itself changed it. */
        void now(String branch, String head, Optional<PullRequest> request) {
            synchronized (of) {
                of.heads = with(of.heads, branch, Optional.ofNullable(head));
                of.open = with(of.open, branch, request.filter(PullRequest::isOpen));
                of.past.remove(branch);
                of.gap = SOONEST;
            }
        }

        void wake(String branch, ResourceID question) {
            of.waiting.put(branch, question);
        }
    }

    private static <T> Map<String, T> with(Map<String, T> map, String key, Optional<T> value) {
        Map<String, T> changed = new ConcurrentHashMap<>(map);
        changed.remove(key);
        value.ifPresent(v -> changed.put(key, v));
        return changed;
    }

    /** Something to ask a server for. */
    interface Call<T> {
        T run() throws ReviewException;
    }

    static <T> T ask(Call<T> call) throws NotReady {
        try {
            return call.run();
        } catch (ReviewException e) {
            throw e.retryAfter()
                    .map(wait -> NotReady.retrying(STEP, e.reason().name(), e.getMessage(), wait))
                    .orElseGet(() -> NotReady.retrying(STEP, e.reason().name(), e.getMessage()));
        }
    }
}
