package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/** Puts a dbt project into another folder of a tree. Folders have no slash at either end; the root is empty. */
final class Relocation {
    private record File(FileMode mode, ObjectId id) {}

    private final Repository repository;
    private final TreeMap<String, File> files = new TreeMap<>();

    Relocation(Repository repository) {
        this.repository = repository;
    }

    /** Whether a commit has a dbt project in a folder. */
    static boolean isProject(Repository repository, ObjectId commit, String folder) throws IOException {
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk file = TreeWalk.forPath(
                        repository,
                        below(folder, "dbt_project.yml"),
                        commits.parseCommit(commit).getTree())) {
            return file != null;
        }
    }

    /** All files of a commit. */
    Relocation with(ObjectId commit) throws IOException {
        files.putAll(read(commit, ""));
        return this;
    }

    Relocation without(String folder) {
        files.keySet().removeIf(path -> isBelow(folder, path));
        return this;
    }

    /**
     * Adds what one folder of a commit holds, below another.
     *
     * @throws GitException where there is something
     */
    Relocation adding(ObjectId commit, String from, String to) throws IOException, GitException {
        TreeMap<String, File> added = new TreeMap<>();
        read(commit, from).forEach((path, file) -> added.put(below(to, inner(from, path)), file));
        requireRoom(added.navigableKeySet(), to);
        files.putAll(added);
        return this;
    }

    private void requireRoom(Iterable<String> added, String to) throws GitException {
        TreeSet<String> taken = new TreeSet<>();
        files.keySet().forEach(path -> taken.add(start(path)));
        for (String path : added) {
            boolean clashes = to.isEmpty() ? taken.contains(start(path)) : isTaken(to);
            if (clashes) {
                throw notEmpty(to.isEmpty() ? start(path) : to);
            }
        }
    }

    /** Whether there is something at a folder, or a file where one of its parents has to be. */
    private boolean isTaken(String folder) {
        for (int slash = folder.indexOf('/'); slash > 0; slash = folder.indexOf('/', slash + 1)) {
            if (files.containsKey(folder.substring(0, slash))) {
                return true;
            }
        }
        // "0" comes right after "/".
        return files.containsKey(folder)
                || !files.subMap(folder + "/", folder + "0").isEmpty();
    }

    static GitException notEmpty(String where) {
        return new GitException(
                Reason.RepositoryNotEmpty,
                "the new place has commits that the project does not have, and "
                        + (where.isEmpty() ? "no folder is set" : "\"" + where + "\" is there already")
                        + ": use an empty repository, or set spec.repository.remote.path to a folder that is not there");
    }

    private TreeMap<String, File> read(ObjectId commit, String folder) throws IOException {
        TreeMap<String, File> found = new TreeMap<>();
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk tree = new TreeWalk(commits.getObjectReader())) {
            tree.addTree(commits.parseCommit(commit).getTree());
            tree.setRecursive(true);
            if (!folder.isEmpty()) {
                tree.setFilter(PathFilter.create(folder));
            }
            while (tree.next()) {
                found.put(tree.getPathString(), new File(tree.getFileMode(0), tree.getObjectId(0)));
            }
        }
        return found;
    }

    /** Writes the tree. */
    ObjectId write(ObjectInserter objects) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        files.forEach((path, file) -> {
            DirCacheEntry entry = new DirCacheEntry(path);
            entry.setFileMode(file.mode());
            entry.setObjectId(file.id());
            builder.add(entry);
        });
        builder.finish();
        return index.writeTree(objects);
    }

    private static String start(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private static boolean isBelow(String folder, String path) {
        return folder.isEmpty() || path.startsWith(folder + "/");
    }

    private static String below(String folder, String path) {
        return folder.isEmpty() ? path : folder + "/" + path;
    }

    private static String inner(String folder, String path) {
        return folder.isEmpty() ? path : path.substring(folder.length() + 1);
    }
}
