package dev.intalgo.operator.git;

/**
 * A user name and a password or access token, for HTTP Basic authentication.
 *
 * @param username the user's name; most servers take any beside an access token
 * @param password the password or token; never part of {@link #toString()}
 */
public record Credentials(String username, String password) {
    public Credentials {
        username = username == null || username.isBlank() ? "git" : username;
    }

    @Override
    public String toString() {
        return "Credentials[" + username + ", ***]";
    }
}
