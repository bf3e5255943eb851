package dev.intalgo.console.session;

import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * The token of a person who signed in by a provider. It is renewed when somebody asks for it and it is about to expire,
 * where the provider has given a refresh token. Where it cannot be renewed it stays as it is, and the API server says
 * what it holds of it.
 */
final class OidcToken implements OAuthTokenProvider {
    private static final Logger LOG = Logger.getLogger(OidcToken.class);
    private static final Duration EARLY = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final Oidc oidc;
    private final OidcSettings.Shown shown;
    private final InstantSource now;
    private String token;
    private RefreshToken refresh;
    private Instant renewAt;

    OidcToken(Oidc oidc, OidcSettings.Shown shown, OIDCTokens tokens, InstantSource now) throws OidcFailure {
        this.oidc = oidc;
        this.shown = shown;
        this.now = now;
        take(tokens);
    }

    @Override
    public synchronized String getToken() {
        if (refresh != null && !now.instant().isBefore(renewAt)) {
            renew();
        }
        return token;
    }

    private void renew() {
        try {
            take(oidc.redeem(new RefreshTokenGrant(refresh), null));
        } catch (OidcFailure e) {
            LOG.infof("a token was not renewed: %s", e.getMessage());
            renewAt = now.instant().plus(BETWEEN);
        }
    }

    private void take(OIDCTokens given) throws OidcFailure {
        var next = given.getRefreshToken();
        switch (shown) {
            case ID -> {
                if (given.getIDToken() == null) {
                    throw new OidcFailure("It gave no ID token.");
                }
                token = given.getIDTokenString();
            }
            case ACCESS -> token = given.getAccessToken().getValue();
        }
        refresh = next == null ? refresh : next;
        var early = until(given).minus(EARLY);
        var soonest = now.instant().plus(BETWEEN);
        renewAt = early.isBefore(soonest) ? soonest : early;
    }

    private Instant until(OIDCTokens given) throws OidcFailure {
        try {
            return switch (shown) {
                case ID ->
                    given.getIDToken().getJWTClaimsSet().getExpirationTime().toInstant();
                case ACCESS -> now.instant().plusSeconds(given.getAccessToken().getLifetime());
            };
        } catch (ParseException e) {
            throw new OidcFailure("Its ID token cannot be read.", e);
        }
    }
}
