package dev.intalgo.operator.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks the API server who a token belongs to, and what its owner may do. Answers hold for up to a minute, as do the
 * API server's own.
 */
@ApplicationScoped
public class Callers {
    /** The audience of tokens that are made for the operator. */
    public static final String AUDIENCE = "intalgo";

    private static final String BEARER = "Bearer ";
    private static final int LONGEST_TOKEN = 16 << 10;
    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final int MOST = 10_000;

    private final KubernetesClient client;
    private final Cache<String, Optional<Caller>> callers =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST).build();
    private final Cache<Question, Boolean> answers =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST).build();

    private record Question(Caller caller, String verb, String plural, String namespace, String name) {}

    Callers(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Who sends a request with a token that was made for the operator.
     *
     * @param authorization the request's header of that name; null where it has none
     * @throws jakarta.ws.rs.WebApplicationException 401, where it has no such token
     */
    public Caller pod(String authorization) {
        var token = bearer(authorization).orElseThrow(() -> Refusals.refused(401, "a bearer token is needed"));
        return forOperator(token)
                .orElseThrow(
                        () -> Refusals.refused(401, "the token is not valid, or not made for the audience intalgo"));
    }

    /** Whose token it is, if it is valid and was made for the operator. */
    public Optional<Caller> forOperator(String token) {
        return review(token, List.of(AUDIENCE));
    }

    /** Whose token it is, if it is valid and was made for the operator or the API server, as people's are. */
    public Optional<Caller> forAnyone(String token) {
        return forOperator(token).or(() -> review(token, List.of()));
    }

    private Optional<Caller> review(String token, List<String> audiences) {
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        return callers.get(hash(token) + audiences, key -> ask(token, audiences));
    }

    private Optional<Caller> ask(String token, List<String> audiences) {
        TokenReview answer = client.resource(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(audiences)
                        .endSpec()
                        .build())
                .create();
        var status = answer.getStatus();
        // A server that does not know of audiences would say nothing of them.
        boolean ours = audiences.isEmpty()
                || status.getAudiences() != null && status.getAudiences().containsAll(audiences);
        return Boolean.TRUE.equals(status.getAuthenticated()) && ours
                ? Optional.of(caller(status.getUser()))
                : Optional.empty();
    }

    private static Caller caller(UserInfo user) {
        Map<String, List<String>> extra = new TreeMap<>();
        if (user.getExtra() != null) {
            user.getExtra().forEach((key, value) -> extra.put(key, List.copyOf(value)));
        }
        List<String> groups = user.getGroups() == null ? List.of() : List.copyOf(user.getGroups());
        return new Caller(user.getUsername(), user.getUid(), groups, extra);
    }

    /**
     * Whether the caller may do something with an object of Intalgo's.
     *
     * @param verb as in {@code get} or {@code update}
     * @param plural as in {@code intalgoprojects}
     */
    public boolean may(Caller caller, String verb, String plural, String namespace, String name) {
        return answers.get(new Question(caller, verb, plural, namespace, name), this::ask);
    }

    /** The token of an {@code Authorization} header. */
    public static Optional<String> bearer(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private boolean ask(Question question) {
        Caller caller = question.caller();
        SubjectAccessReview answer = client.resource(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(caller.username())
                        .withUid(caller.uid())
                        .withGroups(caller.groups())
                        .withExtra(caller.extra())
                        .withNewResourceAttributes()
                        .withGroup("intalgo.dev")
                        .withResource(question.plural())
                        .withVerb(question.verb())
                        .withNamespace(question.namespace())
                        .withName(question.name())
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create();
        return Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
