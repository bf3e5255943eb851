package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** Branches beside a project's own: each holds a change that is to be looked at before it is merged. */
@ApplicationScoped
public class Proposals {
    private static final int ATTEMPTS = 5;
    private static final int MOST_MESSAGES = 200;

    private final Repositories repositories;

    public Proposals(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * A proposal as it is on its branch.
     *
     * @param snapshot  the files
     * @param messages  what its commits say that are not on the project's branch, newest first
     * @param conflicts the files that cannot be merged as they are; empty where all can
     */
    public record Proposal(Snapshot snapshot, List<String> messages, List<String> conflicts) {}

    /** The heads of all branches, by their names; the Git server is asked once. */
    public Map<String, String> heads(RepositoryId id, Location location) throws GitException {
        return repositories.locked(id, location, (repository, _) -> {
            Map<String, String> found = new LinkedHashMap<>();
            List<Ref> refs = switch (location) {
                case Location.Remote remote -> repositories.branches().list(repository, remote);
                default -> repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS);
            };
            refs.forEach(ref -> found.put(
                    ref.getName().substring(Constants.R_HEADS.length()),
                    ref.getObjectId().name()));
            return found;
        });
    }

    /**
     * What is on a branch.
     *
     * @param head the commit that {@link #heads} told; what is here already is not fetched again
     * @return empty where there is no such branch any more
     */
    public Optional<Proposal> read(RepositoryId id, Location location, String branch, String head) throws GitException {
        return repositories.locked(id, location, (repository, bare) -> {
            ObjectId known = ObjectId.fromString(head);
            ObjectId there = repository.getObjectDatabase().has(known) ? known : head(repository, location, branch);
            if (there == null) {
                return Optional.empty();
            }
            Snapshot snapshot =
                    bare.read(repository, there, Repositories.folder(location)).snapshot();
            ObjectId main = main(repository, location);
            return Optional.of(
                    new Proposal(snapshot, messages(repository, there, main), conflicts(repository, there, main)));
        });
    }

    /**
     * The files as they are on the project's branch where another begins.
     *
     * @param head the other's, which was {@link #read}
     * @return none where the two have nothing in common
     */
    public Snapshot base(RepositoryId id, Location location, String head) throws GitException {
        return repositories.locked(id, location, (repository, bare) -> {
            ObjectId main = main(repository, location);
            ObjectId base = main == null ? null : base(repository, ObjectId.fromString(head), main);
            return base == null
                    ? new Snapshot(null, Map.of())
                    : bare.peek(repository, base, Repositories.folder(location));
        });
    }

    /**
     * Changes files in one commit on a branch, which begins at the head of the project's own where it is not there
     * yet. What others did on the branch stays.
     *
     * @return the branch's head
     */
    public Commit commit(
            RepositoryId id, Location location, String branch, CommitStyle style, String message, Edit edit)
            throws GitException {
        return repositories.locked(id, location, (repository, bare) -> {
            repositories.requireHere(id, location);
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                ObjectId before = head(repository, location, branch);
                ObjectId start = before == null ? fetchedMain(repository, location) : before;
                String folder = Repositories.folder(location, edit);
                Map<String, String> changes = new LinkedHashMap<>();
                for (var file : bare.read(repository, start, location, edit)
                        .changedBy(edit)
                        .entrySet()) {
                    changes.put(Paths.inRepository(folder, file.getKey()), file.getValue());
                }
                if (location instanceof Location.Volume volume) {
                    bare.requireRoom(volume.maxBytes(), changes);
                }
                ObjectId after = changes.isEmpty() ? null : Trees.commit(repository, start, changes, style, message);
                if (after == null) {
                    return new Commit(start == null ? null : start.name(), false);
                }
                if (move(repository, location, branch, before, after)) {
                    return new Commit(after.name(), true);
                }
            }
            throw new GitException(
                    Reason.RepositoryMoved,
                    "others changed the branch \"" + branch + "\" while a commit was made: it is tried again later");
        });
    }

    /** Deletes a branch, unless it has another head than this by now; that it is not there is well. */
    public void delete(RepositoryId id, Location location, String branch, String head) throws GitException {
        repositories.locked(id, location, (repository, _) -> {
            ObjectId expected = ObjectId.fromString(head);
            if (location instanceof Location.Remote remote) {
                repositories.branches().delete(repository, remote, branch, expected);
            }
            RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
            update.setForceUpdate(true);
            if (location instanceof Location.Volume) {
                update.setExpectedOldObjectId(expected);
            }
            update.delete();
            return null;
        });
    }

    private ObjectId head(Repository repository, Location location, String branch) throws IOException, GitException {
        if (location instanceof Location.Remote remote) {
            return repositories.branches().fetch(repository, remote, branch).orElse(null);
        }
        Ref ref = repository.exactRef(Constants.R_HEADS + branch);
        return ref == null ? null : ref.getObjectId();
    }

    private ObjectId fetchedMain(Repository repository, Location location) throws IOException, GitException {
        return location instanceof Location.Remote remote
                ? repositories.remotes().fetchTip(repository, remote)
                : Repositories.head(repository);
    }

    private ObjectId main(Repository repository, Location location) throws IOException, GitException {
        return location instanceof Location.Remote remote
                ? repositories.remotes().seen(repository, remote)
                : Repositories.head(repository);
    }

    private boolean move(Repository repository, Location location, String branch, ObjectId before, ObjectId after)
            throws IOException, GitException {
        if (location instanceof Location.Remote remote) {
            return repositories.remotes().push(repository, remote.on(branch), before, after);
        }
        return Repositories.move(repository, Constants.R_HEADS + branch, before, after);
    }

    private static ObjectId base(Repository repository, ObjectId branch, ObjectId main) throws IOException {
        try (RevWalk commits = new RevWalk(repository)) {
            commits.setRevFilter(RevFilter.MERGE_BASE);
            commits.markStart(commits.parseCommit(branch));
            commits.markStart(commits.parseCommit(main));
            return commits.next();
        }
    }

    private static List<String> messages(Repository repository, ObjectId branch, ObjectId main) throws IOException {
        List<String> messages = new ArrayList<>();
        try (RevWalk commits = new RevWalk(repository)) {
            commits.markStart(commits.parseCommit(branch));
            if (main != null) {
                commits.markUninteresting(commits.parseCommit(main));
            }
            for (RevCommit commit = commits.next();
                    commit != null && messages.size() < MOST_MESSAGES;
                    commit = commits.next()) {
                messages.add(commit.getFullMessage());
            }
        }
        return messages;
    }

    private static List<String> conflicts(Repository repository, ObjectId branch, ObjectId main) throws IOException {
        if (main == null) {
            return List.of();
        }
        ResolveMerger merger = (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(repository, true);
        return merger.merge(main, branch) ? List.of() : merger.getUnmergedPaths();
    }
}
