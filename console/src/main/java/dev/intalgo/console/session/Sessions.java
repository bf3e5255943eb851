package dev.intalgo.console.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who is signed in. Kept in memory, so that no token is ever sent to a browser; gone when the console restarts. */
@ApplicationScoped
public class Sessions {
    private static final int ID_BYTES = 32;
    private static final int MOST = 10_000;

    private final Clusters clusters;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Session> sessions;

    Sessions(Clusters clusters, @ConfigProperty(name = "intalgo.console.session-lifetime") Duration lifetime) {
        this.clusters = clusters;
        this.sessions = Caffeine.newBuilder()
                .expireAfterAccess(lifetime)
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
    String signIn(String token) {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        var id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.put(id, clusters.as(token));
        return id;
    }

    /** The session of a token that a proxy has put into the request: one for as long as the token is the same. */
    Session of(String token) {
        return sessions.get("token " + token, key -> clusters.as(token));
    }

    Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.getIfPresent(id));
    }

    void signOut(String id) {
        sessions.invalidate(id);
    }

    @PreDestroy
    void close() {
        sessions.invalidateAll();
        sessions.cleanUp();
    }
}
