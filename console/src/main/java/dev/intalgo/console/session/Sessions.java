package dev.intalgo.console.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who is signed in. Kept in memory, so that no token is ever sent to a browser; gone when the console restarts. */
@ApplicationScoped
@Named("sessions")
public class Sessions {
    private static final int ID_BYTES = 32;
    private static final int MOST = 10_000;

    private final Clusters clusters;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Session> sessions;

    @Inject
    Sessions(
            Clusters clusters,
            @ConfigProperty(name = "intalgo.console.session-lifetime") Duration idle,
            @ConfigProperty(name = "intalgo.console.session-longest") Duration longest) {
        this(clusters, idle, longest, InstantSource.system());
    }

    /**
     * @param idle how long a session is kept that nobody uses
     * @param longest how long one is kept that somebody uses
     */
    Sessions(Clusters clusters, Duration idle, Duration longest, InstantSource now) {
        this.clusters = clusters;
        this.sessions = Caffeine.newBuilder()
                .expireAfter(Expiry.<String, Session>accessing((id, session) -> left(session, idle, longest, now)))
                .ticker(() -> nanos(now.instant()))
                .maximumSize(MOST)
                .<String, Session>removalListener(
                        (id, session, cause) -> session.client().close())
                .build();
    }

    /**
     * Signs a person in by a Kubernetes token.
     *
     * @return the session's id
     * @throws KubernetesClientException 401 if the token is none of the cluster's, another or no code if that could not
     *     be found out
     */
    String signIn(OAuthTokenProvider token) {
        var session = clusters.as(token);
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        var id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.put(id, session);
        return id;
    }

    /** The session of a token that a proxy has put into the request: one for as long as the token is the same. */
    Session of(String token) {
        return sessions.get("token " + token, key -> clusters.as(() -> token));
    }

    /** The session that has an id, which is used by this. */
    Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.getIfPresent(id));
    }

    /** As {@link #find}, for what a page asks by itself: one that is only open must not keep the session. */
    Optional<Session> glance(String id) {
        return Optional.ofNullable(sessions.policy().getIfPresentQuietly(id));
    }

    /** How often a person is signed in. */
    public long count(String person) {
        return sessions.asMap().values().stream()
                .filter(session -> session.person().equals(person))
                .count();
    }

    /** The session that was ended; empty where there was none. */
    Optional<Session> signOut(String id) {
        return Optional.ofNullable(sessions.asMap().remove(id));
    }

    /** Ends all of a person's sessions, in whatever browser. */
    void signOutEverywhere(String person) {
        sessions.asMap().values().removeIf(session -> session.person().equals(person));
    }

    private static Duration left(Session session, Duration idle, Duration longest, InstantSource now) {
        var left = Duration.between(now.instant(), session.since().plus(longest));
        return left.isNegative() ? Duration.ZERO : left.compareTo(idle) < 0 ? left : idle;
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    @PreDestroy
    void close() {
        sessions.invalidateAll();
        sessions.cleanUp();
    }
}
