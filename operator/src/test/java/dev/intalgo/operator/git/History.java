package dev.intalgo.operator.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;

/** Reads all of a repository's history, as {@code git fsck} does. */
record History(Path directory) {
    static History of(Path directory) {
        return new History(directory);
    }

    /** How many parents each commit on main has. Fails where an object is missing or damaged. */
    List<Integer> checked() throws IOException {
        List<Integer> parents = new ArrayList<>();
        try (Repository repository = Disc.open(directory);
                ObjectWalk walk = new ObjectWalk(repository)) {
            var main = repository.exactRef(Disc.MAIN);
            if (main == null) {
                return parents;
            }
            walk.markStart(walk.parseCommit(main.getObjectId()));
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                parents.add(commit.getParentCount());
            }
            for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
                repository.open(object).getCachedBytes();
            }
        }
        return parents;
    }
}
