package dev.intalgo.console.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLSocketFactory;
import org.jboss.logging.Logger;

/** Signing in by an OpenID Connect provider: the code flow with PKCE. What the provider gives stays in memory. */
@ApplicationScoped
class Oidc {
    /** How long somebody may take to sign in at the provider. */
    static final Duration ATTEMPT = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(Oidc.class);
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MOST = 10_000;

    private final OidcSettings settings;
    private final TlsConfigurationRegistry tls;
    private final Cache<State, Attempt> attempts =
            Caffeine.newBuilder().expireAfterWrite(ATTEMPT).maximumSize(MOST).build();
    private volatile Found found;

    Oidc(OidcSettings settings, TlsConfigurationRegistry tls) {
        this.settings = settings;
        this.tls = tls;
    }

    private record Attempt(Nonce nonce, CodeVerifier verifier, String to) {}

    private record Found(OidcProvider provider, Instant at) {}

    /**
     * @param state what the provider sends back, and the browser must have as well
     * @param uri where to sign in
     */
    record Begun(String state, URI uri) {}

    /** @param to the page that was to be seen */
    record Done(OidcToken token, String to) {}

    boolean configured() {
        return settings.issuer().isPresent();
    }

    /** What people call the provider; empty where there is none. */
    String title() {
        return configured() ? settings.title() : "";
    }

    Begun begin(String to) throws OidcFailure {
        var attempt = new Attempt(new Nonce(), new CodeVerifier(), to);
        var state = new State();
        var scope = new Scope("openid");
        settings.scopes().forEach(scope::add);
        var provider = provider();
        var request = new AuthenticationRequest.Builder(ResponseType.CODE, scope, provider.client(), back())
                .endpointURI(provider.authorization())
                .state(state)
                .nonce(attempt.nonce())
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build();
        attempts.put(state, attempt);
        return new Begun(state.getValue(), request.toURI());
    }

    /**
     * @param answer the URL by which the provider led back
     * @param browser the state that the browser has; another's answer is not taken
     */
    Done complete(URI answer, String browser) throws OidcFailure {
        try {
            var said = AuthenticationResponseParser.parse(answer);
            var attempt = said.getState() == null || !said.getState().getValue().equals(browser)
                    ? null
                    : attempts.asMap().remove(said.getState());
            if (attempt == null) {
                throw new OidcFailure("That took too long, or was begun in another tab.");
            }
            if (!said.indicatesSuccess()) {
                throw new OidcFailure("It says: %s."
                        .formatted(said.toErrorResponse().getErrorObject().getCode()));
            }
            AuthorizationCode code = said.toSuccessResponse().getAuthorizationCode();
            var tokens = redeem(new AuthorizationCodeGrant(code, back(), attempt.verifier()), attempt.nonce());
            if (tokens.getIDToken() == null) {
                throw new OidcFailure("It gave no ID token.");
            }
            return new Done(new OidcToken(this, settings.token(), tokens, InstantSource.system()), attempt.to());
        } catch (ParseException e) {
            throw new OidcFailure("Its answer is not what OpenID Connect asks for.", e);
        }
    }

    OIDCTokens redeem(AuthorizationGrant grant, Nonce nonce) throws OidcFailure {
        return provider().redeem(grant, nonce);
    }

    /**
     * Where people sign out of the provider too; empty where it has no such page. The link names the console and not the
     * person: a token is sent to no browser.
     */
    String signOut() {
        if (!configured()) {
            return "";
        }
        try {
            var provider = provider();
            return provider.endOfSession()
                    .map(end -> new LogoutRequest(
                            end, null, null, provider.client(), at(SessionMechanism.SIGN_IN.getPath()), null, null))
                    .map(request -> request.toURI().toString())
                    .orElse("");
        } catch (OidcFailure e) {
            LOG.warn("cannot find out where to sign out of the provider", e);
            return "";
        }
    }

    private OidcProvider provider() throws OidcFailure {
        var known = found;
        if (known == null || known.at().plus(REMEMBERED).isBefore(Instant.now())) {
            known = new Found(
                    OidcProvider.find(
                            settings.issuer().orElseThrow(),
                            settings.clientId()
                                    .orElseThrow(() -> new OidcFailure("No client id is configured for it.")),
                            settings.clientSecret().filter(secret -> !secret.isEmpty()),
                            sockets()),
                    Instant.now());
            found = known;
        }
        return known.provider();
    }

    /** Those that trust the certificates that are configured for the provider; the system's where there are none. */
    private SSLSocketFactory sockets() throws OidcFailure {
        var own = tls.get("oidc");
        try {
            return own.isPresent()
                    ? own.get().createSSLContext().getSocketFactory()
                    : (SSLSocketFactory) SSLSocketFactory.getDefault();
        } catch (GeneralSecurityException e) {
            throw new OidcFailure("The certificates that are configured for it cannot be used.", e);
        } catch (Exception e) { // as the registry declares it
            throw new OidcFailure("The certificates that are configured for it cannot be read.", e);
        }
    }

    private URI back() throws OidcFailure {
        return at(OidcResource.PATH + "/back");
    }

    private URI at(String path) {
        return settings.url().orElse(URI.create("http://localhost:8080")).resolve(path);
    }
}
