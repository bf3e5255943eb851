package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/**
 * Moves a repository with its whole history from one place to another, and sees that all of it arrived. The old place is
 * left as it is. Killed at any moment it can be done again.
 */
@ApplicationScoped
public class Mover {
    private final Repositories repositories;
    private final GithubAppTokens tokens;

    Mover(Repositories repositories, GithubAppTokens tokens) {
        this.repositories = repositories;
        this.tokens = tokens;
    }

    /**
     * What arrived.
     *
     * @param before the last commit at the old place; null where there was none
     * @param head the project's branch at the new place; null where there was nothing to move
     * @param commits how many commits lead to it
     */
    public record Moved(String before, String head, int commits) {}

    /**
     * Moves the repository. No commit is made to the old place from here on, unless this fails.
     *
     * @param seen the last commit that is known; null where there is none
     */
    public Moved move(RepositoryId id, Location from, Location to, String seen, CommitStyle style) throws GitException {
        repositories.leave(id, from);
        boolean done = false;
        try {
            Moved moved = move(new Journey(id, from, to, seen), style);
            repositories.arrive(id, to);
            done = true;
            return moved;
        } catch (IOException e) {
            throw Bare.explain(e);
        } finally {
            if (!done) {
                repositories.arrive(id, from);
            }
        }
    }

    private record Journey(RepositoryId id, Location from, Location to, String seen) {}

    private Moved move(Journey journey, CommitStyle style) throws IOException, GitException {
        try (Scratch work = Scratch.make(repositories.scratch(journey.id(), "move"))) {
            take(journey, work.repository());
            var old = MovePlan.all(work.repository(), MovePlan.OURS);
            look(journey, work.repository());
            var targets = new MovePlan(work.repository(), journey.id().project())
                    .plan(at(journey.from()), at(journey.to()), style);
            if (targets.head() == null) {
                return new Moved(null, null, 0);
            }
            put(journey, work, targets.all());
            int commits = verify(journey, work.repository(), targets);
            requireSame(journey, work.repository(), expected(journey, old, targets));
            var before = old.get("/heads/" + at(journey.from()).branch());
            return new Moved(before.name(), targets.head().id().name(), commits);
        }
    }

    /** All of the old place; where its server does not answer, what the operator has of it, if that is all we know of. */
    private void take(Journey journey, Repository work) throws IOException, GitException {
        switch (journey.from()) {
            case Location.Volume volume -> {
                if (Files.isDirectory(repositories.volume(journey.id()))) {
                    end(journey.id(), volume).fetch(work, MovePlan.OURS);
                }
            }
            case Location.Remote remote -> {
                try {
                    end(journey.id(), remote).fetch(work, MovePlan.OURS);
                } catch (GitException unreachable) {
                    copied(journey, work, remote, unreachable);
                }
            }
        }
    }

    private void copied(Journey journey, Repository work, Location.Remote remote, GitException unreachable)
            throws IOException, GitException {
        if (journey.seen() == null || !fetchedFromCopy(journey.id(), work, remote)) {
            throw unreachable;
        }
        Ref branch = work.exactRef(MovePlan.OURS + "/heads/" + remote.branch());
        ObjectId seen = ObjectId.fromString(journey.seen());
        if (branch == null
                || !work.getObjectDatabase().has(seen)
                || !MovePlan.contains(work, branch.getObjectId(), seen)) {
            throw unreachable;
        }
    }

    /** Whether the operator has a copy with all of its history, which then was fetched. */
    private boolean fetchedFromCopy(RepositoryId id, Repository work, Location.Remote remote) throws GitException {
        return repositories
                .withCopy(id, remote, (copy, _) -> {
                    if (!copy.getObjectDatabase().getShallowCommits().isEmpty()) {
                        return false;
                    }
                    new End.Folder(copy.getDirectory().toPath()).fetch(work, MovePlan.OURS);
                    return true;
                })
                .orElse(false);
    }

    private void look(Journey journey, Repository work) throws IOException, GitException {
        if (journey.to() instanceof Location.Remote || Files.isDirectory(repositories.volume(journey.id()))) {
            end(journey.id(), journey.to()).fetch(work, MovePlan.THEIRS);
        }
    }

    private void put(Journey journey, Scratch work, List<MovePlan.Target> targets) throws IOException, GitException {
        if (journey.to() instanceof Location.Volume volume) {
            repositories.make(journey.id(), volume);
            if (Disc.size(work.directory()) > volume.maxBytes()) {
                throw new GitException(
                        Reason.RepositoryFull,
                        "the repository has more than " + volume.maxBytes()
                                + " bytes: raise spec.repository.volume.size");
            }
        }
        List<RemoteRefUpdate> updates = new ArrayList<>();
        for (var target : targets) {
            updates.add(new RemoteRefUpdate(
                    work.repository(),
                    target.id().name(),
                    target.id(),
                    target.ref(),
                    false,
                    null,
                    target.before() == null ? ObjectId.zeroId() : target.before()));
        }
        end(journey.id(), journey.to()).push(work.repository(), updates);
    }

    /** Fetches everything anew from the new place, and follows each ref to each file. Returns the count of commits. */
    private int verify(Journey journey, Repository work, MovePlan.Targets targets) throws IOException, GitException {
        try (Scratch check = Scratch.make(repositories.scratch(journey.id(), "check"))) {
            Repository fresh = check.repository();
            end(journey.id(), journey.to()).fetch(fresh, "refs");
            for (var target : targets.all()) {
                Ref arrived = fresh.exactRef(target.ref());
                if (arrived == null
                        || !arrived.getObjectId().equals(target.id())
                                && !MovePlan.contains(fresh, arrived.getObjectId(), target.id())) {
                    throw incomplete(target.ref() + " is not " + target.id().name());
                }
                requireWhole(fresh, target.id());
            }
            int commits = count(work, targets.head().id());
            int arrived = count(fresh, targets.head().id());
            if (commits != arrived) {
                throw incomplete(arrived + " of " + commits + " commits are there");
            }
            return commits;
        }
    }

    private static GitException incomplete(String what) {
        return new GitException(
                Reason.RepositoryDamaged, "the new place does not have the whole history: " + what + ". See its logs");
    }

    private static void requireWhole(Repository repository, ObjectId tip) throws IOException, GitException {
        try (ObjectWalk walk = new ObjectWalk(repository)) {
            walk.markStart(walk.parseAny(tip));
            while (walk.next() != null) {
                // All commits come before the first file.
            }
            for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
                if (!walk.getObjectReader().has(object)) {
                    throw incomplete("object " + object.name() + " is not there");
                }
            }
        }
    }

    private static int count(Repository repository, ObjectId head) throws IOException {
        try (RevWalk commits = new RevWalk(repository)) {
            commits.markStart(commits.parseCommit(head));
            int count = 0;
            while (commits.next() != null) {
                count++;
            }
            return count;
        }
    }

    /** What the old place has now: as before, but for what this did, where both are branches of one repository. */
    private static Map<String, ObjectId> expected(
            Journey journey, Map<String, ObjectId> old, MovePlan.Targets targets) {
        Map<String, ObjectId> expected = new TreeMap<>(old);
        if (journey.from() instanceof Location.Remote from
                && journey.to() instanceof Location.Remote to
                && from.url().equals(to.url())) {
            targets.all().forEach(t -> expected.put(t.ref().substring(Constants.R_REFS.length() - 1), t.id()));
        }
        return expected;
    }

    /** What was pushed to the old place in the meantime must not be left behind. */
    private void requireSame(Journey journey, Repository work, Map<String, ObjectId> before)
            throws IOException, GitException {
        take(journey, work);
        if (!MovePlan.all(work, MovePlan.OURS).equals(before)) {
            throw new GitException(
                    Reason.RepositoryMoved, "others pushed to the old place while it was moved: it is done again");
        }
    }

    private End end(RepositoryId id, Location location) {
        return switch (location) {
            case Location.Volume v -> new End.Folder(repositories.volume(id));
            case Location.Remote remote -> new End.Remote(remote, tokens);
        };
    }

    private static MovePlan.At at(Location location) throws GitException {
        return switch (location) {
            case Location.Volume v -> new MovePlan.At(Disc.MAIN.substring(Constants.R_HEADS.length()), "");
            case Location.Remote remote -> new MovePlan.At(remote.branch(), Paths.folder(remote.path()));
        };
    }

    /** A repository that is only there meanwhile. What a process that was killed left of it is removed. */
    private record Scratch(Path directory, Repository repository) implements AutoCloseable {
        static Scratch make(Path directory) throws IOException {
            Disc.delete(directory);
            Disc.create(directory);
            return new Scratch(directory, Disc.open(directory));
        }

        @Override
        public void close() throws IOException {
            repository.close();
            Disc.delete(directory);
        }
    }
}
