package dev.intalgo.operator.git;

import java.util.Optional;

/** How to sign in to a Git server. No secret is part of any {@link #toString()}. */
public sealed interface Credentials {
    /**
     * A user name and a password or access token, for HTTP Basic authentication.
     *
     * @param username the user's name; most servers take any beside an access token
     * @param password the password or token
     */
    record Basic(String username, String password) implements Credentials {
        public Basic {
            username = username == null || username.isBlank() ? "git" : username;
        }

        @Override
        public String toString() {
            return "Basic[" + username + ", ***]";
        }
    }

    /**
     * An SSH key, and the server's.
     *
     * @param key the private key
     * @param knownHosts the server's public keys, as lines of a known_hosts file
     */
    record Ssh(PrivateKey key, String knownHosts) implements Credentials {}

    /**
     * A GitHub App that is installed on the repository.
     *
     * @param appId the App's id or client id
     * @param installationId the installation's id; found by the repository where it is empty
     * @param privateKey the App's private key, in PEM
     * @param apiUrl the API's URL; made from the repository's where it is empty
     */
    record GithubApp(String appId, Optional<Long> installationId, String privateKey, Optional<String> apiUrl)
            implements Credentials {
        @Override
        public String toString() {
            return "GithubApp[" + appId + ", " + installationId.orElse(null) + ", ***, " + apiUrl.orElse(null) + "]";
        }
    }
}
