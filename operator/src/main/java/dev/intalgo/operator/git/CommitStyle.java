package dev.intalgo.operator.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.GpgSignature;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.util.SystemReader;

/**
 * How the commits of a project are made.
 *
 * @param project the project's name, for the template
 * @param author whose name they have
 * @param person who wrote what they hold, where that is another: then the commit's author, which {@code author} commits
 * @param template the messages' template, with {@code {subject}}, {@code {body}} and {@code {project}}; without it a
 *     message stays as it is
 * @param signOff whether messages end with a Signed-off-by line of the commit's author
 * @param key the key that signs them, if any
 */
public record CommitStyle(
        String project,
        Author author,
        Optional<Author> person,
        Optional<String> template,
        boolean signOff,
        Optional<SigningKey> key) {
    /** Whose name commits have where nobody says. */
    public static final Author INTALGO = new Author("Intalgo", "intalgo@intalgo.dev");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(subject|body|project)}");
    private static final Pattern TRAILER = Pattern.compile("[A-Za-z][-A-Za-z0-9]*: ");

    /** The commits of a project that says nothing about them. */
    public static CommitStyle plain(String project) {
        return new CommitStyle(project, INTALGO, Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    /** The same for what a person wrote whom Kubernetes knows by this name; their address where it is one. */
    public CommitStyle by(String username) {
        String name = username.replaceAll("[\\p{Cntrl}<>]", " ");
        Author writer = new Author(name, name.contains("@") ? name : author.email());
        return new CommitStyle(project, author, Optional.of(writer), template, signOff, key);
    }

    private Author writer() {
        return person.orElse(author);
    }

    /** The key that signs commits. */
    public sealed interface SigningKey {
        /** An SSH private key, in OpenSSH's format. */
        record Ssh(PrivateKey key) implements SigningKey {}

        /** A GPG secret key, ASCII-armored. */
        record Gpg(PrivateKey key) implements SigningKey {}
    }

    /** The message of a commit, from what the operator says: a subject, an empty line and a body, if any. */
    String message(String said) {
        String[] parts = said.strip().split("\n\\s*\n", 2);
        String body = parts.length == 1 ? "" : parts[1].strip();
        String message = template.map(text -> filled(text, parts[0].strip(), body))
                .orElse(parts[0].strip() + (body.isEmpty() ? "" : "\n\n" + body));
        return signOff ? signedOff(message) : message + "\n";
    }

    /**
     * A commit in this style, signed if it is to be.
     *
     * @param said what the operator says of it; see {@link #message}
     * @throws GitException {@code SigningFailed}
     */
    CommitBuilder commit(ObjectId tree, String said, ObjectId... parents) throws GitException, IOException {
        Instant now = SystemReader.getInstance().now();
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(new PersonIdent(writer().name(), writer().email(), now, ZoneOffset.UTC));
        commit.setCommitter(new PersonIdent(author.name(), author.email(), now, ZoneOffset.UTC));
        commit.setMessage(message(said));
        commit.setEncoding(StandardCharsets.UTF_8);
        if (key.isPresent()) {
            commit.setGpgSignature(new GpgSignature(Signatures.sign(key.get(), commit.build(), now)));
        }
        return commit;
    }

    /** Replaces all placeholders at once: what the operator says may hold braces itself. */
    private String filled(String text, String subject, String body) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "subject" -> subject;
                            case "body" -> body;
                            default -> project;
                        }))
                .strip();
    }

    private String signedOff(String message) {
        String line = "Signed-off-by: " + writer().name() + " <" + writer().email() + ">";
        String last = message.substring(message.lastIndexOf("\n\n") + 1).strip();
        boolean trailers = message.contains("\n\n")
                && last.lines().allMatch(l -> TRAILER.matcher(l).lookingAt());
        return message + (trailers ? "\n" : "\n\n") + line + "\n";
    }
}
