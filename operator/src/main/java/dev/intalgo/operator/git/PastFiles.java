package dev.intalgo.operator.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Looks for files as they were. */
final class PastFiles {
    private PastFiles() {}

    /** The newest text that a file had at a commit or before it and that is looked for; empty where there is none. */
    static Optional<String> find(Repository repository, ObjectId from, String path, Predicate<String> wanted)
            throws IOException {
        if (from == null) {
            return Optional.empty();
        }
        try (RevWalk commits = new RevWalk(repository)) {
            commits.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
            commits.markStart(commits.parseCommit(from));
            for (RevCommit commit : commits) {
                Optional<String> text = text(repository, commit, path).filter(wanted);
                if (text.isPresent()) {
                    return text;
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<String> text(Repository repository, RevCommit commit, String path) throws IOException {
        try (TreeWalk file = TreeWalk.forPath(repository, path, commit.getTree())) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] bytes = repository.open(file.getObjectId(0)).getCachedBytes(Snapshot.MAX_FILE_BYTES);
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** The commit of this id where it is there, be it on a branch or not. */
    static Optional<ObjectId> commit(Repository repository, String id) throws IOException {
        if (id == null || !ObjectId.isId(id)) {
            return Optional.empty();
        }
        ObjectId commit = ObjectId.fromString(id);
        return repository.getObjectDatabase().has(commit) ? Optional.of(commit) : Optional.empty();
    }

    /** The paths that differ between two commits. */
    static Set<String> changed(Repository repository, ObjectId from, ObjectId to) throws IOException {
        Set<String> changed = new TreeSet<>();
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk trees = new TreeWalk(commits.getObjectReader())) {
            trees.addTree(commits.parseCommit(from).getTree());
            trees.addTree(commits.parseCommit(to).getTree());
            trees.setRecursive(true);
            trees.setFilter(TreeFilter.ANY_DIFF);
            while (trees.next()) {
                changed.add(trees.getPathString());
            }
        }
        return changed;
    }

    /** Whether a commit that was the head is not in the history of what is the head now. */
    static boolean rewritten(Repository repository, ObjectId before, ObjectId now) throws IOException {
        try (RevWalk commits = new RevWalk(repository)) {
            return !commits.isMergedInto(commits.parseCommit(before), commits.parseCommit(now));
        }
    }
}
