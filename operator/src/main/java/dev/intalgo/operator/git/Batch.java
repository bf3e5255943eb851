package dev.intalgo.operator.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.Repository;

/** Several edits on their way to one commit, of which each sees what those before it changed. */
final class Batch<E extends Edit> {
    private final List<E> edits;
    private final Map<Integer, Outcome> failed = new HashMap<>();
    private final List<E> changing = new ArrayList<>();
    private final List<Boolean> changed = new ArrayList<>();
    private final Map<String, String> changes = new LinkedHashMap<>();

    private Batch(List<E> edits) {
        this.edits = edits;
    }

    /** Applies the edits to a snapshot of a folder. One that fails leaves no trace in the others. */
    static <E extends Edit> Batch<E> of(Repository repository, Snapshot before, String folder, List<E> edits)
            throws IOException {
        Batch<E> batch = new Batch<>(edits);
        Map<String, String> files = new TreeMap<>(before.files());
        Snapshot now = new Snapshot(before.commit(), Collections.unmodifiableMap(files));
        // A single one is checked when the commit is made.
        DirCache index = edits.size() > 1 ? Trees.index(repository, before.commit()) : null;
        for (E edit : edits) {
            boolean changes = false;
            try {
                Map<String, String> own = now.changedBy(edit);
                changes = batch.add(edit, own, folder, index);
                own.forEach((path, text) -> files.compute(path, (p, old) -> text));
            } catch (GitException e) {
                batch.failed.put(batch.changed.size(), new Outcome.Refused(e));
            } catch (RuntimeException e) {
                batch.failed.put(batch.changed.size(), new Outcome.Failed(e));
            }
            batch.changed.add(changes);
        }
        return batch;
    }

    private boolean add(E edit, Map<String, String> own, String folder, DirCache index) throws GitException {
        Map<String, String> paths = new LinkedHashMap<>();
        for (var change : own.entrySet()) {
            paths.put(Paths.inRepository(folder, change.getKey()), change.getValue());
        }
        if (index != null) {
            Map<String, String> together = new HashMap<>(changes);
            together.putAll(paths);
            Trees.requireNoConflicts(index, together, paths.keySet());
        }
        if (!paths.isEmpty()) {
            changes.putAll(paths);
            changing.add(edit);
        }
        return !paths.isEmpty();
    }

    /** What the edits really change, by paths in the repository; null deletes the file. */
    Map<String, String> changes() {
        return changes;
    }

    /** The edits that change something. */
    List<E> changing() {
        return changing;
    }

    /** What became of each edit, given the branch's head; and whether that is a commit of this batch. */
    List<Outcome> outcomes(String head, boolean committed) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            Outcome done = new Outcome.Done(new Commit(head, committed && changed.get(i)));
            outcomes.add(failed.getOrDefault(i, done));
        }
        return outcomes;
    }
}
