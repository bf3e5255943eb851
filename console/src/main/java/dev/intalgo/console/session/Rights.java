package dev.intalgo.console.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What people may do, as the API server answers: remembered for a moment, as every page asks for several things. */
@ApplicationScoped
class Rights {
    private static final Duration REMEMBERED = Duration.ofSeconds(20);
    private static final int MOST = 100_000;

    private record Right(Session session, String verb, String group, String plural, String namespace) {}

    private final Cache<Right, Boolean> known =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    boolean may(Session session, String verb, String group, String plural, String namespace) {
        return known.get(new Right(session, verb, group, plural, namespace), Rights::ask);
    }

    private static boolean ask(Right right) {
        var review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withGroup(right.group())
                .withResource(right.plural())
                .withVerb(right.verb())
                .withNamespace(right.namespace())
                .endResourceAttributes()
                .endSpec()
                .build();
        return right.session().client().resource(review).create().getStatus().getAllowed();
    }
}
