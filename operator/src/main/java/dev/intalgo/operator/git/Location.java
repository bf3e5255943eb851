package dev.intalgo.operator.git;

import java.net.URI;
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
     * @param url its {@code https} URL (or {@code http}, for a server in the same cluster), without user information
     * @param branch the branch to read and to commit to
     * @param path the folder of the dbt project in the repository; empty for its root
     * @param credentials how to sign in, if at all
     * @param caPem further certificates, in PEM, to check the server's against
     */
    record Remote(URI url, String branch, String path, Optional<Credentials> credentials, Optional<String> caPem)
            implements Location {}
}
