package dev.intalgo.console.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The OpenID Connect provider that people sign in by, if there is one. The API server must trust the same. */
@ConfigMapping(prefix = "intalgo.console.oidc")
interface OidcSettings {
    /** Its URL, exactly as the API server has it; nobody signs in by a provider where it is missing. */
    Optional<URI> issuer();

    /** What the provider calls the console; the API server must take tokens that are made for it. */
    Optional<String> clientId();

    /** Missing where the provider calls the console a public client. */
    Optional<String> clientSecret();

    /** Where people open the console, as the provider leads back there. */
    Optional<URI> url();

    /** What people call the provider. */
    @WithDefault("single sign-on")
    String title();

    /** What to ask for besides {@code openid}. */
    @WithDefault("profile,email")
    List<String> scopes();

    /** Which of the provider's tokens the API server takes. */
    @WithDefault("id")
    Shown token();

    /** A token of the provider. */
    enum Shown {
        ID,
        ACCESS
    }
}
