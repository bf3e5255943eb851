package dev.intalgo.operator.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The commits that changed an answer's SQL or the YAML beside it, newest first, under its earlier names too. */
public final class FileHistory {
    /** Beyond this a diff is cut, in characters. */
    private static final int LONGEST = 100_000;

    private final Repository repository;
    private final int limit;
    private final List<Change> found = new ArrayList<>();

    /**
     * One commit.
     *
     * @param commit its full id
     * @param diff how the SQL changed, as {@code git diff} shows it from the first {@code @@} on; empty where it did not
     */
    public record Change(String commit, String author, Instant at, String subject, String diff) {}

    private FileHistory(Repository repository, int limit) {
        this.repository = repository;
        this.limit = limit;
    }

    static List<Change> of(Repository repository, ObjectId from, String path, int limit) throws IOException {
        var history = new FileHistory(repository, limit);
        Optional<Place> next = Optional.ofNullable(from).map(commit -> new Place(commit, path));
        while (next.isPresent()) {
            next = history.follow(next.get());
        }
        return List.copyOf(history.found);
    }

    /** Where to go on looking, and for what. */
    private record Place(ObjectId commit, String path) {}

    /** Finds the commits that changed a path; where one of them moved the file there, that is where to go on. */
    private Optional<Place> follow(Place place) throws IOException {
        var yaml = place.path().replaceFirst("\\.sql$", ".yml");
        try (RevWalk commits = new RevWalk(repository)) {
            commits.setTreeFilter(
                    AndTreeFilter.create(PathFilterGroup.createFromStrings(place.path(), yaml), TreeFilter.ANY_DIFF));
            commits.markStart(commits.parseCommit(place.commit()));
            for (RevCommit each : commits) {
                if (found.size() == limit) {
                    return Optional.empty();
                }
                // Read anew: the walk has taken the parents away that did not change the path.
                var commit = repository.parseCommit(each.copy());
                var moved = add(commit, place.path());
                if (moved.isPresent()) {
                    return moved;
                }
            }
            return Optional.empty();
        }
    }

    private Optional<Place> add(RevCommit commit, String path) throws IOException {
        var parent = commit.getParentCount() == 0 ? null : repository.parseCommit(commit.getParent(0));
        var out = new ByteArrayOutputStream();
        Optional<DiffEntry> changed;
        try (DiffFormatter diff = new DiffFormatter(out)) {
            diff.setRepository(repository);
            diff.setBinaryFileThreshold(Snapshot.MAX_FILE_BYTES);
            // Only a file that was not there before can have been moved, and to find it takes all that changed.
            diff.setDetectRenames(parent != null && !has(parent, path) && has(commit, path));
            if (!diff.isDetectRenames()) {
                diff.setPathFilter(PathFilterGroup.createFromStrings(path));
            }
            changed = diff.scan(parent, commit).stream()
                    .filter(entry -> entry.getNewPath().equals(path)
                            || entry.getChangeType() == ChangeType.DELETE
                                    && entry.getOldPath().equals(path))
                    .findFirst();
            if (changed.isPresent()) {
                diff.format(changed.get());
            }
        }
        found.add(change(commit, out.toString(StandardCharsets.UTF_8)));
        return changed.filter(entry -> entry.getChangeType() == ChangeType.RENAME)
                .map(entry -> new Place(parent, entry.getOldPath()));
    }

    private boolean has(RevCommit commit, String path) throws IOException {
        try (TreeWalk file = TreeWalk.forPath(repository, path, commit.getTree())) {
            return file != null;
        }
    }

    private static Change change(RevCommit commit, String diff) {
        PersonIdent author = commit.getAuthorIdent();
        int start = diff.startsWith("@@") ? 0 : diff.indexOf("\n@@") + 1;
        var lines = start == 0 && !diff.startsWith("@@") ? "" : diff.substring(start);
        return new Change(
                commit.name(),
                author.getName(),
                author.getWhenAsInstant(),
                commit.getShortMessage(),
                lines.length() <= LONGEST ? lines : lines.substring(0, LONGEST) + "\n… and more");
    }
}
