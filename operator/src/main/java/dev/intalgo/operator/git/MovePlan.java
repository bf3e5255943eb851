package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Which branches and tags a move puts where, decided from what both places have. Both are in one repository: the old
 * place's under {@link #OURS}, the new one's under {@link #THEIRS}.
 */
final class MovePlan {
    static final String OURS = "refs/ours";
    static final String THEIRS = "refs/theirs";

    private static final String HEADS = "/heads/";
    private static final String TAGS = "/tags/";

    private final Repository work;
    private final String project;

    MovePlan(Repository work, String project) {
        this.work = work;
        this.project = project;
    }

    /** A branch, and the folder of the dbt project in it. */
    record At(String branch, String folder) {}

    /** A ref of the new place: what it is to be, and what it was (null: not there). */
    record Target(String ref, ObjectId id, ObjectId before) {}

    /**
     * @param head the project's branch at the new place; null where there is nothing to move
     * @param others all other branches and tags that the new place lacks
     */
    record Targets(Target head, List<Target> others) {
        List<Target> all() {
            List<Target> all = new ArrayList<>(others);
            if (head != null) {
                all.add(head);
            }
            return all;
        }
    }

    Targets plan(At from, At to, CommitStyle style) throws IOException, GitException {
        ObjectId ours = id(OURS + HEADS + from.branch());
        ObjectId theirs = id(THEIRS + HEADS + to.branch());
        if (ours == null) {
            return new Targets(null, List.of());
        }
        if (theirs == null && !all(THEIRS + HEADS).isEmpty() && !related(ours)) {
            throw new GitException(
                    Reason.BranchMissing,
                    "the new place has other branches, but no branch \"" + to.branch() + "\": make it, or use another");
        }
        ObjectId head = head(ours, theirs, from, to, style);
        List<Target> others = new ArrayList<>();
        for (var branch : all(OURS + HEADS).entrySet()) {
            if (!branch.getKey().equals(from.branch())) {
                add(
                        others,
                        HEADS,
                        branch.getKey(),
                        branch.getValue(),
                        branch.getKey().equals(to.branch()) ? head : null);
            }
        }
        for (var tag : all(OURS + TAGS).entrySet()) {
            add(others, TAGS, tag.getKey(), tag.getValue(), null);
        }
        return new Targets(new Target(Constants.R_HEADS + to.branch(), head, theirs), others);
    }

    /** Adds a branch or tag; where its name is taken by something else, under the project's name. */
    private void add(List<Target> others, String kind, String name, ObjectId ours, ObjectId taken) throws IOException {
        ObjectId theirs = taken == null ? id(THEIRS + kind + name) : taken;
        if (theirs != null && (ours.equals(theirs) || kind.equals(HEADS) && contains(theirs, ours))) {
            return;
        }
        if (theirs == null || taken == null && kind.equals(HEADS) && contains(ours, theirs)) {
            others.add(new Target("refs" + kind + name, ours, theirs));
        } else if (!name.startsWith(project + "-")) {
            add(others, kind, project + "-" + name, ours, null);
        } else {
            add(others, kind, project + "-" + name + "-" + ours.abbreviate(8).name(), ours, null);
        }
    }

    private ObjectId head(ObjectId ours, ObjectId theirs, At from, At to, CommitStyle style)
            throws IOException, GitException {
        boolean same = from.folder().equals(to.folder());
        if (theirs != null && contains(theirs, ours)) {
            // Somebody has gone on there, or this was done before and not noted.
            boolean there = same || Relocation.isProject(work, theirs, to.folder());
            return there ? theirs : relocated(theirs, from, to, style);
        }
        if (theirs == null || contains(ours, theirs)) {
            return same ? ours : theirs == null ? alone(ours, from, to, style) : relocated(ours, from, to, style);
        }
        if (to.folder().isEmpty()) {
            throw Relocation.notEmpty("");
        }
        return commit(
                new Relocation(work).with(theirs).adding(ours, from.folder(), to.folder()), to, style, theirs, ours);
    }

    /** In a repository of its own, the project without what else was beside it. */
    private ObjectId alone(ObjectId head, At from, At to, CommitStyle style) throws IOException, GitException {
        return commit(new Relocation(work).adding(head, from.folder(), to.folder()), to, style, head);
    }

    private ObjectId relocated(ObjectId head, At from, At to, CommitStyle style) throws IOException, GitException {
        if (!Relocation.isProject(work, head, from.folder())) {
            return head;
        }
        return commit(
                new Relocation(work).with(head).without(from.folder()).adding(head, from.folder(), to.folder()),
                to,
                style,
                head);
    }

    private ObjectId commit(Relocation tree, At to, CommitStyle style, ObjectId... parents)
            throws IOException, GitException {
        try (ObjectInserter objects = work.newObjectInserter()) {
            String message =
                    "Move the dbt project to " + (to.folder().isEmpty() ? "the repository's root" : to.folder());
            ObjectId id = objects.insert(style.commit(tree.write(objects), message, parents));
            objects.flush();
            return id;
        }
    }

    /** Whether the new place has any of the project's history. */
    private boolean related(ObjectId ours) throws IOException {
        for (ObjectId branch : all(THEIRS + HEADS).values()) {
            try (RevWalk commits = new RevWalk(work)) {
                commits.setRevFilter(org.eclipse.jgit.revwalk.filter.RevFilter.MERGE_BASE);
                commits.markStart(commits.parseCommit(ours));
                commits.markStart(commits.parseCommit(branch));
                if (commits.next() != null) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean contains(ObjectId newer, ObjectId older) throws IOException {
        return contains(work, newer, older);
    }

    /** Whether a commit is, or has in its history, another one; false for what is no commit. */
    static boolean contains(Repository repository, ObjectId newer, ObjectId older) throws IOException {
        try (RevWalk commits = new RevWalk(repository)) {
            return commits.parseAny(newer) instanceof RevCommit n
                    && commits.parseAny(older) instanceof RevCommit o
                    && commits.isMergedInto(o, n);
        }
    }

    private ObjectId id(String ref) throws IOException {
        Ref found = work.exactRef(ref);
        return found == null ? null : found.getObjectId();
    }

    private Map<String, ObjectId> all(String prefix) throws IOException {
        return all(work, prefix);
    }

    /** All refs below a prefix, by what comes after it. */
    static Map<String, ObjectId> all(Repository repository, String prefix) throws IOException {
        Map<String, ObjectId> found = new TreeMap<>();
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
            found.put(ref.getName().substring(prefix.length()), ref.getObjectId());
        }
        return found;
    }
}
