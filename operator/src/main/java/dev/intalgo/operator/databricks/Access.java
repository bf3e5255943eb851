package dev.intalgo.operator.databricks;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How to reach a workspace.
 *
 * @param host its URL
 * @param signIn with what
 * @param trust the certificates that its own is checked against; empty: the system's
 */
public record Access(String host, SignIn signIn, Optional<SSLContext> trust) {
    /** How to sign in. */
    public sealed interface SignIn {
        /** What must never be shown. */
        String secret();

        /** A personal access token. */
        record Token(String secret) implements SignIn {}

        /** A service principal's OAuth client. */
        record Client(String id, String secret) implements SignIn {}
    }
}
