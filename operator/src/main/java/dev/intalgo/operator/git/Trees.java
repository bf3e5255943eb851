package dev.intalgo.operator.git;

import static org.eclipse.jgit.lib.Constants.OBJ_BLOB;
import static org.eclipse.jgit.lib.Constants.OBJ_TREE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads a commit's files and makes commits, in the object database: there is no work tree. */
final class Trees {
    /** From so many files on a commit's objects are a pack. */
    private static final int MANY = 50;

    /** How a file starts whose content is elsewhere (Git LFS). */
    private static final String LFS = "version https://git-lfs.github.com/spec/";

    private Trees() {}

    /** A snapshot, and what is needed to read the next one without reading again what is the same. */
    record Reading(Snapshot snapshot, String folder, Map<String, Blob> blobs) {
        static final Reading NOTHING = new Reading(new Snapshot(null, Map.of()), "", Map.of());
    }

    /** A file's content; the text is null where it is none. */
    record Blob(ObjectId id, String text, long bytes) {}

    /** The text files below a folder at a commit, which may be null: no commit, no files. */
    static Reading read(Repository repository, ObjectId commit, String folder, Reading before)
            throws IOException, GitException {
        if (commit != null && commit.name().equals(before.snapshot().commit()) && folder.equals(before.folder())) {
            return before;
        }
        return read(repository, commit, folder, folder.isEmpty() ? TreeFilter.ALL : PathFilter.create(folder), before);
    }

    /** The text files at paths from the root, which are files or folders. */
    static Snapshot read(Repository repository, ObjectId commit, Set<String> places) throws IOException, GitException {
        return read(repository, commit, "", PathFilterGroup.createFromStrings(places), Reading.NOTHING)
                .snapshot();
    }

    private static Reading read(
            Repository repository, ObjectId commit, String folder, TreeFilter filter, Reading before)
            throws IOException, GitException {
        if (commit == null) {
            return Reading.NOTHING;
        }
        Map<String, Blob> blobs = new LinkedHashMap<>();
        Map<String, String> files = new LinkedHashMap<>();
        long total = 0;
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk tree = new TreeWalk(commits.getObjectReader())) {
            tree.addTree(commits.parseCommit(commit).getTree());
            tree.setRecursive(true);
            tree.setFilter(filter);
            while (tree.next()) {
                if (!isFile(tree.getFileMode(0))) {
                    continue;
                }
                String path = tree.getPathString();
                Blob blob = blob(
                        tree.getObjectReader(),
                        tree.getObjectId(0),
                        limit(path),
                        before.blobs().get(path));
                blobs.put(path, blob);
                if (blob.text() != null && path.length() > folder.length()) {
                    total += blob.bytes();
                    requireReadable(total);
                    files.put(folder.isEmpty() ? path : path.substring(folder.length() + 1), blob.text());
                }
            }
        }
        return new Reading(new Snapshot(commit.name(), Collections.unmodifiableMap(files)), folder, blobs);
    }

    private static boolean isFile(FileMode mode) {
        return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
    }

    /** The sources of a large schema are one file, which must not seem to be missing. */
    private static long limit(String path) {
        boolean yaml = path.endsWith(".yml") || path.endsWith(".yaml");
        return yaml ? Snapshot.MAX_TOTAL_BYTES : Snapshot.MAX_FILE_BYTES;
    }

    private static Blob blob(ObjectReader objects, ObjectId id, long limit, Blob before) throws IOException {
        if (before != null && before.id().equals(id)) {
            return before;
        }
        ObjectLoader content = objects.open(id, OBJ_BLOB);
        boolean small = content.getSize() <= limit;
        return new Blob(id, small ? text(content.getCachedBytes((int) limit)) : null, content.getSize());
    }

    private static String text(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.indexOf('\0') < 0 && !text.startsWith(LFS) ? text : null;
        } catch (CharacterCodingException e) {
            return null; // Not text, so not a file of the dbt project.
        }
    }

    private static void requireReadable(long total) throws GitException {
        if (total > Snapshot.MAX_TOTAL_BYTES) {
            throw new GitException(
                    GitException.Reason.RepositoryTooLarge,
                    "the project's folder holds more than " + (Snapshot.MAX_TOTAL_BYTES >> 20)
                            + " MiB of text: move what is not part of the dbt project elsewhere, or set"
                            + " spec.repository.remote.path to the dbt project's folder");
        }
    }

    /**
     * Makes a commit, which no branch holds yet.
     *
     * @param parent the commit before, or null for the first
     * @param changes each file's text, or null to delete it, by its path in the repository
     * @return the commit, or null where the changes change nothing
     */
    static ObjectId commit(
            Repository repository, ObjectId parent, Map<String, String> changes, CommitStyle style, String message)
            throws IOException, GitException {
        try (ObjectInserter objects = inserter(repository, changes.size());
                RevWalk commits = new RevWalk(repository)) {
            ObjectId treeBefore =
                    parent == null ? null : commits.parseCommit(parent).getTree();
            ObjectId tree = tree(objects, commits.getObjectReader(), treeBefore, changes);
            if (tree.equals(treeBefore) || treeBefore == null && tree.equals(emptyTree(objects))) {
                return null;
            }
            ObjectId[] parents = parent == null ? new ObjectId[0] : new ObjectId[] {parent};
            CommitBuilder commit = style.commit(tree, message, parents);
            ObjectId id = objects.insert(commit);
            objects.flush();
            return id;
        }
    }

    /** Many objects are one file on disc, which is written and made safe at once rather than one by one. */
    private static ObjectInserter inserter(Repository repository, int files) {
        return files > MANY && repository.getObjectDatabase() instanceof ObjectDirectory objects
                ? objects.newPackInserter()
                : repository.newObjectInserter();
    }

    private static ObjectId emptyTree(ObjectInserter objects) {
        return objects.idFor(OBJ_TREE, new byte[0]);
    }

    private static ObjectId tree(
            ObjectInserter objects, ObjectReader reader, ObjectId before, Map<String, String> changes)
            throws IOException, GitException {
        DirCache files = before == null ? DirCache.newInCore() : DirCache.read(reader, before);
        // Of all files, and so only where there is a new one.
        Names names = null;
        DirCacheEditor editor = files.editor();
        for (var change : changes.entrySet()) {
            if (change.getValue() == null) {
                editor.add(new DirCacheEditor.DeletePath(change.getKey()));
            } else {
                requireNoConflict(files, changes, change.getKey());
                requireText(files, reader, change.getKey());
                if (files.getEntry(change.getKey()) == null) {
                    names = names == null ? new Names(files, changes) : names;
                    names.add(change.getKey());
                }
                byte[] content = change.getValue().getBytes(StandardCharsets.UTF_8);
                editor.add(new Write(change.getKey(), objects.insert(OBJ_BLOB, content)));
            }
        }
        editor.finish();
        return files.writeTree(objects);
    }

    /** All paths at a commit, which may be null. */
    static DirCache index(Repository repository, String commit) throws IOException {
        if (commit == null) {
            return DirCache.newInCore();
        }
        try (RevWalk commits = new RevWalk(repository)) {
            return DirCache.read(
                    commits.getObjectReader(),
                    commits.parseCommit(ObjectId.fromString(commit)).getTree());
        }
    }

    /** Refuses files of which one is where another's folder is. */
    static void requireNoConflicts(DirCache files, Map<String, String> changes, Set<String> paths) throws GitException {
        for (String path : paths) {
            if (changes.get(path) != null) {
                requireNoConflict(files, changes, path);
            }
        }
    }

    /** A file and a folder of the same name cannot both be there; JGit would silently remove what was there before. */
    private static void requireNoConflict(DirCache files, Map<String, String> changes, String path)
            throws GitException {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            if (changes.get(parent) != null || files.getEntry(parent) != null && !changes.containsKey(parent)) {
                throw conflict(parent, path);
            }
        }
        for (DirCacheEntry below : files.getEntriesWithin(path)) {
            boolean deleted = changes.containsKey(below.getPathString()) && changes.get(below.getPathString()) == null;
            if (!deleted) {
                throw conflict(path, below.getPathString());
            }
        }
    }

    /** Names that are one on some systems: of {@code Orders.sql} and {@code orders.sql} a Mac has but one. */
    private static final class Names {
        private final Set<String> exact = new HashSet<>();
        private final Map<String, String> folded = new HashMap<>();

        /** The names that are there, and stay. */
        Names(DirCache files, Map<String, String> changes) {
            for (int i = 0; i < files.getEntryCount(); i++) {
                String path = files.getEntry(i).getPathString();
                if (!changes.containsKey(path) || changes.get(path) != null) {
                    upwards(path, name -> {
                        if (exact.add(name)) {
                            folded.putIfAbsent(fold(name), name);
                        }
                    });
                }
            }
        }

        void add(String path) throws GitException {
            List<String> names = new ArrayList<>();
            upwards(path, names::add);
            for (String name : names) {
                if (exact.add(name)) {
                    String other = folded.putIfAbsent(fold(name), name);
                    if (other != null) {
                        throw new GitException(
                                GitException.Reason.InvalidPath,
                                "\"" + name + "\" and \"" + other
                                        + "\" are the same file on Windows and on a Mac: use another name");
                    }
                }
            }
        }

        private static void upwards(String path, Consumer<String> each) {
            each.accept(path);
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                each.accept(path.substring(0, slash));
            }
        }

        private static String fold(String name) {
            return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        }
    }

    /** What is not read as text is somebody's, and is not written over: links, submodules, pointers and pictures. */
    private static void requireText(DirCache files, ObjectReader reader, String path) throws IOException, GitException {
        DirCacheEntry there = files.getEntry(path);
        if (there == null) {
            return;
        }
        boolean text = isFile(there.getFileMode())
                && blob(reader, there.getObjectId(), limit(path), null).text() != null;
        if (!text) {
            throw new GitException(
                    GitException.Reason.InvalidPath,
                    "\"" + path + "\" is there already and is no text file of the dbt project: use another name, or"
                            + " remove it");
        }
    }

    private static GitException conflict(String file, String below) {
        return new GitException(
                GitException.Reason.InvalidPath,
                "\"" + file + "\" cannot be a file beside \"" + below + "\": use another name");
    }

    private static final class Write extends DirCacheEditor.PathEdit {
        private final ObjectId content;

        Write(String path, ObjectId content) {
            super(path);
            this.content = content;
        }

        @Override
        public void apply(DirCacheEntry entry) {
            if (!isFile(entry.getFileMode())) {
                entry.setFileMode(FileMode.REGULAR_FILE);
            }
            entry.setObjectId(content);
        }
    }
}
