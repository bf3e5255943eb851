package dev.intalgo.operator.git;

import java.util.Optional;

/** Where a project's repository is. */
public sealed interface Location {
    /**
     * A bare repository on the operator's own volume, on the branch {@code main}.
     *
     * @param maxBytes how large it may become on disc
     */
    record Volume(long maxBytes) implements Location {}

    /**
     * A repository on a Git server.
     *
     * @param url its URL without a password: {@code https} (or {@code http}, for a server in the same cluster),
     *     {@code ssh} or {@code git@host:path}
     * @param branch the branch to read and to commit to
     * @param path the folder of the dbt project in the repository; empty for its root
     * @param credentials how to sign in, if at all
     * @param caPem further certificates, in PEM, to check the server's against
     * @param proxy the HTTP proxy to reach the server by, if any
     */
    record Remote(
            String url,
            String branch,
            String path,
            Optional<Credentials> credentials,
            Optional<String> caPem,
            Optional<HttpProxy> proxy)
            implements Location {
        /** The same repository on another branch. */
        public Remote on(String other) {
            return new Remote(url, other, path, credentials, caPem, proxy);
        }
    }
}
