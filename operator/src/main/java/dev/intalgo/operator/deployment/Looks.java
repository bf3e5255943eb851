package dev.intalgo.operator.deployment;

import dev.intalgo.operator.kube.NotReady;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a workspace said last. A Deployment is reconciled for each Question of its project, and a workspace is not to be
 * asked as often.
 */
final class Looks {
    private static final Duration LEAST = Duration.ofMinutes(1);

    private final Map<String, Look> byUid = new ConcurrentHashMap<>();

    private record Look(List<Object> subject, Instant until, Instant due, Optional<NotReady> failure) {}

    /**
     * How long until the workspace is asked again; empty if that is now.
     *
     * @param subject what would be asked for: for something else there is no wait
     * @throws NotReady as it was, while a workspace wants to be left alone
     */
    Optional<Duration> rest(String uid, List<Object> subject, Instant now) throws NotReady {
        var look = byUid.get(uid);
        if (look == null || !now.isBefore(look.until()) || !look.subject().equals(subject)) {
            return Optional.empty();
        }
        if (look.failure().isPresent()) {
            throw look.failure().get();
        }
        return Optional.of(Duration.between(now, look.due()));
    }

    /** It was asked, and is to be asked again after this time. */
    void done(String uid, List<Object> subject, Instant now, Duration again) {
        var due = now.plus(again);
        var least = now.plus(LEAST);
        byUid.put(uid, new Look(subject, due.isBefore(least) ? due : least, due, Optional.empty()));
    }

    /** It did not answer as it should. */
    void failed(String uid, List<Object> subject, Instant now, NotReady why) {
        var until = now.plus(why.atLeast().orElse(Duration.ZERO));
        byUid.put(uid, new Look(subject, until, until, Optional.of(why)));
    }

    void forget(String uid) {
        byUid.remove(uid);
    }
}
