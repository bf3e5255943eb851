package dev.intalgo.console.start;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a database could not be reached or read, for people.
 *
 * @param plain what is wrong, in a sentence
 * @param todo what to do about it
 * @param words what was said, in the database's or its driver's own words
 */
public record Explained(String plain, String todo, String words) {
    private static final String ANY = "";

    /** What is said of a reason of a condition, where its message has words of a kind. The first that fits counts. */
    private record Known(String reason, Pattern words, String plain, String todo) {
        static Known of(String reason, String words, String plain, String todo) {
            return new Known(reason, Pattern.compile(words, Pattern.CASE_INSENSITIVE), plain, todo);
        }

        boolean fits(String given, String message) {
            return reason.equals(given) && words.matcher(message).find();
        }
    }

    private static final List<Known> KNOWN = List.of(
            Known.of(
                    "AuthenticationFailed",
                    "no pg_hba.conf entry",
                    "The database's rules let nobody in from here.",
                    "Ask who runs the database to allow this user from the cluster's network (in PostgreSQL's pg_hba.conf), or try another setting of TLS."),
            Known.of(
                    "AuthenticationFailed",
                    ANY,
                    "The database refuses the user name, the password or the key.",
                    "Write both again. It is not tried by itself again, so that the account is not locked."),
            Known.of(
                    "PermissionDenied",
                    ANY,
                    "The database knows the user, and does not let it use this database.",
                    "Ask who runs the database to allow it: the user has to connect, and to read the tables."),
            Known.of(
                    "DatabaseNotFound",
                    ANY,
                    "The server answers, and has no database of this name.",
                    "Look at how the name is spelt, capital letters too; a file has to be on the volume that was named."),
            Known.of(
                    "DriverMissing",
                    ANY,
                    "The program that talks to this kind of database is not installed.",
                    "Ask who runs Intalgo for a runner image that has it, and name it under More settings, Image."),
            Known.of(
                    "ConnectionFailed",
                    "could not translate host name|name or service not known|nodename nor servname|no such host|getaddrinfo|name resolution|failed to resolve|unknown host",
                    "There is no server of this name.",
                    "Look at how the name is spelt. It has to be one that the cluster can find, not only your computer: localhost is the cluster's own pod."),
            Known.of(
                    "ConnectionFailed",
                    "certificate|\\bssl\\b|\\btls\\b",
                    "The server and Intalgo do not agree on TLS, or the server's certificate is not trusted.",
                    "Paste the certificates to trust, or change how much of TLS to insist on, under More settings."),
            Known.of(
                    "ConnectionFailed",
                    "timed?[ -]?out|no route|unreachable",
                    "The server does not answer.",
                    "A firewall may be between the cluster and the database: ask who runs them. Look at the name and the port too."),
            Known.of(
                    "ConnectionFailed",
                    "refused|can't connect to",
                    "There is a computer of this name, and no database listens there.",
                    "Look at the port, and whether the database runs."),
            Known.of(
                    "ConnectionFailed",
                    ANY,
                    "The database cannot be reached.",
                    "Its own words below say why. It is tried again by itself, ever more seldom."),
            Known.of(
                    "PodNotStarted",
                    ANY,
                    "The program that is to try it cannot start in the cluster.",
                    "Ask who runs the cluster: the words below say what it waits for."),
            Known.of(
                    "SecretNotFound",
                    ANY,
                    "The Secret with the password is not there.",
                    "Write the password again, or have the Secret made."),
            Known.of(
                    "SecretKeyNotFound",
                    ANY,
                    "The Secret is there, without the key that was named.",
                    "Write the password again, or name the right key."),
            Known.of(
                    "IngestionFailed",
                    "found no table",
                    "The database lets you in, and shows no table.",
                    "The user may have no right to read any; or Only these tables, Not these tables leave all of them out."),
            Known.of(
                    "IngestionFailed",
                    "not done after",
                    "Reading took longer than it may.",
                    "Leave out what you do not need (Only these tables), or allow more time, under More settings."));

    /**
     * By the condition's reason and message.
     *
     * @param reason as the operator gives it
     */
    static Explained of(String reason, String message) {
        return KNOWN.stream()
                .filter(known -> known.fits(reason, message))
                .findFirst()
                .map(known -> new Explained(known.plain(), known.todo(), message))
                .orElseGet(() -> new Explained(
                        "Something in the settings is not right.", "The words below say what to change.", message));
    }
}
