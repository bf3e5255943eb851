package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** One end of a move: a repository that all branches and tags are fetched from, or pushed to. */
sealed interface End {
    /** A folder on the operator's volume. */
    record Folder(Path directory) implements End {}

    /** A Git server. */
    record Remote(Location.Remote location, GithubAppTokens tokens) implements End {}

    /** Fetches all branches and tags, as {@code prefix/heads/…} and {@code prefix/tags/…}. */
    default void fetch(Repository into, String prefix) throws GitException, IOException {
        List<RefSpec> all = List.of(
                new RefSpec("+" + Constants.R_HEADS + "*:" + prefix + "/heads/*"),
                new RefSpec("+" + Constants.R_TAGS + "*:" + prefix + "/tags/*"));
        talk(into, "read", (transport, harmless) -> {
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setRemoveDeletedRefs(true);
            transport.fetch(NullProgressMonitor.INSTANCE, all);
        });
    }

    /**
     * Pushes, never by force.
     *
     * @throws GitException where one of the refs was refused
     */
    default void push(Repository from, List<RemoteRefUpdate> updates) throws GitException, IOException {
        if (updates.isEmpty()) {
            return;
        }
        talk(from, "write", (transport, harmless) -> {
            String said = transport.push(NullProgressMonitor.INSTANCE, updates).getMessages();
            for (RemoteRefUpdate update : updates) {
                requireDone(update, harmless.apply(update.getMessage() + " " + said));
            }
        });
    }

    private static void requireDone(RemoteRefUpdate update, String said) throws GitException {
        switch (update.getStatus()) {
            case OK, UP_TO_DATE -> {}
            case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED ->
                throw new GitException(
                        Reason.RepositoryMoved,
                        "others pushed to " + update.getRemoteName() + " meanwhile: it is tried again later");
            default ->
                throw new GitException(
                        Reason.PushRejected,
                        update.getRemoteName() + " was refused (" + update.getStatus() + "): " + said.strip());
        }
    }

    /** Something to say to the other side, whose own words are made harmless before they are told. */
    interface Talk {
        void with(Transport transport, UnaryOperator<String> harmless)
                throws TransportException, NotSupportedException, GitException;
    }

    private void talk(Repository repository, String what, Talk talk) throws GitException, IOException {
        switch (this) {
            case Folder folder -> {
                try (Transport transport = Transport.open(
                        repository,
                        new URIish().setPath(folder.directory().toAbsolutePath().toString()))) {
                    talk.with(transport, UnaryOperator.identity());
                }
            }
            case Remote remote -> {
                try (Server server = Server.open(repository, remote.location(), remote.tokens())) {
                    try {
                        talk.with(server.transport(), server::harmless);
                    } catch (TransportException e) {
                        throw server.explain(e, what);
                    }
                }
            }
        }
    }
}
