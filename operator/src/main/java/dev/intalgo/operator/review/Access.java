package dev.intalgo.operator.review;

import dev.intalgo.operator.git.HttpProxy;
import java.net.URI;
import java.util.Optional;

/**
 * How to reach a Git server's API.
 *
 * @param api   the API's URL; empty to make it from the repository's
 * @param token the access token; never part of {@link #toString()}
 * @param caPem further certificates, in PEM, to check the server's against
 * @param proxy the HTTP proxy
 */
public record Access(Optional<URI> api, String token, Optional<String> caPem, Optional<HttpProxy> proxy) {
    @Override
    public String toString() {
        return "Access[" + api + ", ***]";
    }
}
