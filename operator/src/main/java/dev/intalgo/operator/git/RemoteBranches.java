package dev.intalgo.operator.git;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/** All branches of a Git server's repository, and those that come and go. */
final class RemoteBranches {
    private final Remotes remotes;
    private final GithubAppTokens tokens;

    RemoteBranches(Remotes remotes, GithubAppTokens tokens) {
        this.remotes = remotes;
        this.tokens = tokens;
    }

    /** What branches there are now. */
    List<Ref> list(Repository repository, Location.Remote remote) throws GitException, IOException {
        try (Server server = Server.open(repository, remote, tokens)) {
            try (FetchConnection connection = server.transport().openFetch()) {
                return connection.getRefs().stream()
                        .filter(ref -> ref.getName().startsWith(Constants.R_HEADS))
                        .toList();
            } catch (TransportException e) {
                throw server.explain(e, "read");
            }
        }
    }

    /** Brings a branch here; empty where the server has none of this name. */
    Optional<ObjectId> fetch(Repository repository, Location.Remote remote, String branch)
            throws GitException, IOException {
        boolean there =
                list(repository, remote).stream().anyMatch(ref -> ref.getName().equals(Constants.R_HEADS + branch));
        return there ? Optional.of(remotes.fetch(repository, remote.on(branch))) : Optional.empty();
    }

    /** Deletes a branch that has this head; that it is gone, or has another by now, is no failure. */
    void delete(Repository repository, Location.Remote remote, String branch, ObjectId head)
            throws GitException, IOException {
        String name = Constants.R_HEADS + branch;
        RemoteRefUpdate update =
                new RemoteRefUpdate(repository, (String) null, (ObjectId) null, name, true, null, head);
        try (Server server = Server.open(repository, remote, tokens)) {
            try {
                String said = server.transport()
                        .push(NullProgressMonitor.INSTANCE, List.of(update))
                        .getMessages();
                switch (update.getStatus()) {
                    case OK, UP_TO_DATE, NON_EXISTING, REJECTED_REMOTE_CHANGED -> {}
                    default -> throw server.rejected(update, said);
                }
            } catch (TransportException e) {
                throw server.explain(e, "write");
            }
        }
    }
}
