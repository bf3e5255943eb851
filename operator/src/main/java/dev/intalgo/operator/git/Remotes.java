package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/** Fetches one branch from a Git server into a bare repository, and pushes commits to it. */
final class Remotes {
    /** How Git says that no commit is too old. */
    private static final int WHOLE = Integer.MAX_VALUE;

    private final GithubAppTokens tokens;

    Remotes(GithubAppTokens tokens) {
        this.tokens = tokens;
    }

    /** Brings the branch up to date, with all of its history. Its head, or null where the server's repository is empty. */
    ObjectId fetch(Repository repository, Location.Remote remote) throws GitException, IOException {
        return fetch(repository, remote, isShallow(repository) ? OptionalInt.of(WHOLE) : OptionalInt.empty());
    }

    /**
     * As {@link #fetch}, but with no more history than is there already: of a large repository the newest commit's files
     * alone come fast.
     */
    ObjectId fetchTip(Repository repository, Location.Remote remote) throws GitException, IOException {
        boolean whole = repository.exactRef(branch(remote)) != null && !isShallow(repository);
        return fetch(repository, remote, whole ? OptionalInt.empty() : OptionalInt.of(1));
    }

    private static boolean isShallow(Repository repository) throws IOException {
        return !repository.getObjectDatabase().getShallowCommits().isEmpty();
    }

    private ObjectId fetch(Repository repository, Location.Remote remote, OptionalInt depth)
            throws GitException, IOException {
        String branch = branch(remote);
        try (Server server = Server.open(repository, remote, tokens)) {
            depth.ifPresent(server.transport()::setDepth);
            try (FetchConnection connection =
                    server.transport().openFetch(List.of(new RefSpec(branch)), Constants.R_HEADS)) {
                Ref head = connection.getRef(branch);
                if (head == null) {
                    requireEmpty(connection, remote);
                    return null;
                }
                if (depth.equals(OptionalInt.of(WHOLE))
                        || !repository.getObjectDatabase().has(head.getObjectId())) {
                    connection.fetch(NullProgressMonitor.INSTANCE, Set.of(head), Set.of());
                }
                point(repository, branch, head.getObjectId());
                connection.getPackLocks().forEach(Remotes::unlock);
                return head.getObjectId();
            } catch (TransportException e) {
                throw server.explain(e, "read");
            }
        }
    }

    /** The branch's head when it was fetched or pushed last, or now where it never was; with all of its history. */
    ObjectId seen(Repository repository, Location.Remote remote) throws GitException, IOException {
        Ref before = repository.exactRef(branch(remote));
        return before == null || isShallow(repository) ? fetch(repository, remote) : before.getObjectId();
    }

    /** As {@link #seen}, but with no more history than is there already. */
    ObjectId seenTip(Repository repository, Location.Remote remote) throws GitException, IOException {
        Ref before = repository.exactRef(branch(remote));
        return before == null ? fetchTip(repository, remote) : before.getObjectId();
    }

    private static void unlock(PackLock lock) {
        try {
            lock.unlock();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireEmpty(FetchConnection connection, Location.Remote remote) throws GitException {
        List<String> branches = connection.getRefs().stream()
                .map(Ref::getName)
                .filter(name -> name.startsWith(Constants.R_HEADS))
                .map(name -> name.substring(Constants.R_HEADS.length()))
                .sorted()
                .limit(10)
                .toList();
        if (!branches.isEmpty()) {
            throw new GitException(
                    Reason.BranchMissing,
                    "the repository has no branch \"" + remote.branch() + "\": make it, or set"
                            + " spec.repository.remote.branch to one of " + String.join(", ", branches));
        }
    }

    private static String branch(Location.Remote remote) throws GitException {
        String branch = Constants.R_HEADS + remote.branch();
        if (!Repository.isValidRefName(branch)) {
            throw new GitException(
                    Reason.BranchMissing, "\"" + remote.branch() + "\" cannot be the name of a branch: use another");
        }
        return branch;
    }

    /**
     * Moves the server's branch from {@code before} (null: it does not exist) to a commit made on it, never by force.
     *
     * @return whether it moved; if not, somebody else moved it first
     */
    boolean push(Repository repository, Location.Remote remote, ObjectId before, ObjectId after)
            throws GitException, IOException {
        String branch = branch(remote);
        ObjectId expected = before == null ? ObjectId.zeroId() : before;
        RemoteRefUpdate update = new RemoteRefUpdate(repository, after.name(), after, branch, false, null, expected);
        String said;
        try (Server server = Server.open(repository, remote, tokens)) {
            try {
                said = server.transport()
                        .push(NullProgressMonitor.INSTANCE, List.of(update))
                        .getMessages();
            } catch (TransportException e) {
                throw server.explain(e, "write");
            }
            return switch (update.getStatus()) {
                case OK, UP_TO_DATE -> {
                    point(repository, branch, after);
                    yield true;
                }
                case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> false;
                default -> {
                    if (!overtaken(repository, remote, before, update)) {
                        throw server.rejected(update, said);
                    }
                    yield false;
                }
            };
        }
    }

    /** Whether the push was refused since somebody else pushed in the same moment: servers say so in many words. */
    private boolean overtaken(Repository repository, Location.Remote remote, ObjectId before, RemoteRefUpdate update)
            throws GitException, IOException {
        boolean locked = update.getMessage() != null && update.getMessage().contains("lock");
        return locked || !Objects.equals(before, fetchTip(repository, remote));
    }

    /** Keeps what was fetched or pushed from being collected as garbage. */
    private static void point(Repository repository, String branch, ObjectId head) throws IOException {
        RefUpdate update = repository.updateRef(branch);
        update.setNewObjectId(head);
        switch (update.forceUpdate()) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
            default -> throw new IOException("could not set " + branch + " to " + head.name());
        }
    }
}
