package dev.intalgo.operator.project;

import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.review.Access;
import dev.intalgo.operator.review.PullRequest;
import dev.intalgo.operator.review.PullRequests;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of a project's branches. But for what cannot change, all of it is guarded by its monitor. */
final class Watched {
    final Location location;
    final Optional<Access> access;
    final Optional<PullRequests> server;
    /** The Questions to wake; of one project it is always the same map, so that none is lost with another server. */
    final Map<String, ResourceID> waiting;

    final Map<String, Optional<PullRequest>> past = new HashMap<>();
    volatile Seen seen;
    Instant looked = Instant.MIN;
    Duration gap = Reviews.SOONEST;
    /** How much news there had been before the last look. */
    long news = -1;

    Watched(Location location, Optional<Access> access, Optional<PullRequests> server, Watched before) {
        this.location = location;
        this.access = access;
        this.server = server;
        this.waiting = before == null ? new ConcurrentHashMap<>() : before.waiting;
        this.seen = before == null || !before.location.equals(location) ? Seen.NOTHING : before.seen;
    }

    boolean isOf(Location wanted, Optional<Access> by) {
        return location.equals(wanted) && access.equals(by);
    }
}
