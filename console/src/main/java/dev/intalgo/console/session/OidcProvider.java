package dev.intalgo.console.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderConfigurationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** What the provider says about itself, and the tokens that it gives. */
final class OidcProvider {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 10_000;
    private static final int MOST_BYTES = 1 << 20;

    private final OIDCProviderMetadata metadata;
    private final ClientID client;
    private final Optional<Secret> secret;
    private final SSLSocketFactory tls;
    private final IDTokenValidator validator;

    private OidcProvider(OIDCProviderMetadata metadata, ClientID client, Optional<Secret> secret, SSLSocketFactory tls)
            throws IOException {
        this.metadata = metadata;
        this.client = client;
        this.secret = secret;
        this.tls = tls;
        var keys = JWKSourceBuilder.<SecurityContext>create(
                        metadata.getJWKSetURI().toURL(),
                        new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MOST_BYTES, true, tls))
                .build();
        var algorithms = Set.copyOf(Optional.ofNullable(metadata.getIDTokenJWSAlgs())
                .filter(list -> !list.isEmpty())
                .orElse(List.of(JWSAlgorithm.RS256)));
        this.validator = new IDTokenValidator(
                metadata.getIssuer(), client, new JWSVerificationKeySelector<>(algorithms, keys), null);
    }

    /** Asks the issuer what it offers. */
    static OidcProvider find(URI url, String client, Optional<String> secret, SSLSocketFactory tls) throws OidcFailure {
        var issuer = new Issuer(url);
        try {
            var said = send(new OIDCProviderConfigurationRequest(issuer).toHTTPRequest(), tls);
            said.ensureStatusCode(HTTPResponse.SC_OK);
            var metadata = OIDCProviderMetadata.parse(said.getBodyAsJSONObject());
            if (!metadata.getIssuer().equals(issuer)) {
                throw new OidcFailure(
                        "It calls itself %s, and is configured as %s.".formatted(metadata.getIssuer(), issuer));
            }
            return new OidcProvider(metadata, new ClientID(client), secret.map(Secret::new), tls);
        } catch (IOException e) {
            throw new OidcFailure("It cannot be reached.", e);
        } catch (ParseException e) {
            throw new OidcFailure("It does not say what OpenID Connect asks for.", e);
        }
    }

    URI authorization() {
        return metadata.getAuthorizationEndpointURI();
    }

    /** Where people sign out of the provider itself; none, where it does not say. */
    Optional<URI> endOfSession() {
        return Optional.ofNullable(metadata.getEndSessionEndpointURI());
    }

    ClientID client() {
        return client;
    }

    /**
     * The tokens that a grant is good for; the ID token, where there is one, is the provider's, and for us.
     *
     * @param nonce what the ID token must hold; null where it need not
     */
    OIDCTokens redeem(AuthorizationGrant grant, Nonce nonce) throws OidcFailure {
        try {
            var answer = OIDCTokenResponseParser.parse(send(request(grant).toHTTPRequest(), tls));
            if (!(answer instanceof OIDCTokenResponse given)) {
                var error = answer.toErrorResponse().getErrorObject();
                throw new OidcFailure("It says: %s.".formatted(error.getCode()));
            }
            JWT id = given.getOIDCTokens().getIDToken();
            if (id != null) {
                validator.validate(id, nonce);
            }
            return given.getOIDCTokens();
        } catch (IOException e) {
            throw new OidcFailure("It cannot be reached.", e);
        } catch (ParseException e) {
            throw new OidcFailure("Its answer is not what OpenID Connect asks for.", e);
        } catch (BadJOSEException | JOSEException e) {
            throw new OidcFailure("Its ID token is not valid.", e);
        }
    }

    private TokenRequest request(AuthorizationGrant grant) {
        var endpoint = metadata.getTokenEndpointURI();
        if (secret.isEmpty()) {
            return new TokenRequest.Builder(endpoint, client, grant).build();
        }
        // Basic where the provider does not say, as the standard has it.
        var methods = metadata.getTokenEndpointAuthMethods();
        var basic = methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        var authentication =
                basic ? new ClientSecretBasic(client, secret.get()) : new ClientSecretPost(client, secret.get());
        return new TokenRequest.Builder(endpoint, authentication, grant).build();
    }

    private static HTTPResponse send(HTTPRequest request, SSLSocketFactory tls) throws IOException {
        request.setSSLSocketFactory(tls);
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(READ_MILLIS);
        request.setFollowRedirects(false);
        return request.send();
    }
}
