package dev.intalgo.console.session;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Knows people by the cookie of their session, or by the token that a proxy before the console sends for them. */
@ApplicationScoped
public class SessionMechanism implements HttpAuthenticationMechanism {
    /** The page to sign in on. */
    public static final URI SIGN_IN = URI.create("/sign-in");
    /** The header of requests for a part of a page: htmx would put a whole page into it. */
    public static final String FOR_PART = "HX-Request";
    /** The header of such requests with the URL of the page. */
    public static final String PAGE = "HX-Current-URL";
    /** The header of answers that has htmx open another page instead. */
    public static final String OPEN = "HX-Redirect";
    /** The identity's attribute with the {@link Session}. */
    public static final String SESSION = "session";

    /** What every page that is open asks again and again, by itself. */
    public static final String ASKED_BY_PAGES = "/alive";

    private static final int SEE_OTHER = 303;
    private static final int UNAUTHORIZED = 401;

    private final Sessions sessions;
    private final Optional<String> header;

    SessionMechanism(
            Sessions sessions, @ConfigProperty(name = "intalgo.console.token-header") Optional<String> header) {
        this.sessions = sessions;
        this.header = header.filter(name -> !name.isBlank());
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        var token = header.map(name -> context.request().getHeader(name));
        if (token.isPresent()) {
            return Uni.createFrom()
                    .item(() -> fromProxy(token.get().replaceFirst("(?i)^Bearer ", "")))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        }
        var cookie = context.request().getCookie(SessionCookies.NAME);
        return Uni.createFrom()
                .item(Optional.ofNullable(cookie)
                        .map(Cookie::getValue)
                        .flatMap(context.request().path().equals(ASKED_BY_PAGES) ? sessions::glance : sessions::find)
                        .map(SessionMechanism::identity)
                        .orElse(null));
    }

    /** Nobody, where the cluster does not know the token; another failure is the request's. */
    private SecurityIdentity fromProxy(String token) {
        try {
            return identity(sessions.of(token));
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNAUTHORIZED) {
                return null;
            }
            throw e;
        }
    }

    private static SecurityIdentity identity(Session session) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(session.person()))
                .addAttribute(SESSION, session)
                .build();
    }

    /** Leads to the page to sign in on, and from there back to what was to be seen. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        var request = context.request();
        if (request.getHeader(FOR_PART) != null) {
            return Uni.createFrom()
                    .item(new ChallengeData(
                            UNAUTHORIZED, OPEN, backTo(request.getHeader(PAGE)).toString()));
        }
        var back = request.method() == HttpMethod.GET ? request.uri() : "/";
        return Uni.createFrom()
                .item(new ChallengeData(SEE_OTHER, "Location", backTo(back).toString()));
    }

    /**
     * The page to sign in on, which leads back.
     *
     * @param url of the page to see then; only its path counts
     */
    public static URI backTo(String url) {
        var page = url == null ? "/" : url.replaceFirst("^[a-z]+://[^/]*", "");
        return URI.create(SIGN_IN + "?to=" + URLEncoder.encode(page, StandardCharsets.UTF_8));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
