package dev.intalgo.operator.cluster;

import dev.intalgo.testing.ApiServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A clone of a project's repository, made over HTTP as a person would. */
record Clone(InMemoryRepository repository, String url, CredentialsProvider signIn, ObjectId head) {

    static Clone of(URI operator, String namespace, String project) {
        return of(
                operator.resolve("/git/" + namespace + "/" + project + ".git").toString(),
                new UsernamePasswordCredentialsProvider("me", ApiServer.shared().token()));
    }

    static Clone of(String url, CredentialsProvider signIn) {
        try {
            var repository = new InMemoryRepository(new DfsRepositoryDescription("clone"));
            repository.getConfig().setBoolean("http", null, "sslVerify", false);
            new Git(repository)
                    .fetch()
                    .setRemote(url)
                    .setRefSpecs(new RefSpec("+refs/heads/*:refs/heads/*"))
                    .setCredentialsProvider(signIn)
                    .call();
            return new Clone(repository, url, signIn, repository.resolve("refs/heads/main"));
        } catch (GitAPIException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files at the branch's head. */
    Map<String, String> files() {
        return head == null ? new TreeMap<>() : at(head.name());
    }

    String file(String path) {
        return files().get(path);
    }

    Map<String, String> at(String commit) {
        Map<String, String> files = new TreeMap<>();
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            tree.addTree(walk.parseCommit(ObjectId.fromString(commit)).getTree());
            tree.setRecursive(true);
            while (tree.next()) {
                byte[] bytes = repository.open(tree.getObjectId(0)).getBytes();
                files.put(tree.getPathString(), new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }

    /** The first lines of the commits' messages, the newest first. */
    List<String> log() {
        List<String> messages = new ArrayList<>();
        try (var walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(head));
            for (RevCommit commit : walk) {
                messages.add(commit.getShortMessage());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return messages;
    }

    /** How many commits have several parents. */
    long merges() {
        try (var walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(head));
            long merges = 0;
            for (RevCommit commit : walk) {
                merges += commit.getParentCount() > 1 ? 1 : 0;
            }
            return merges;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Commits a file and pushes it; the new head. */
    String push(String path, String text) {
        try (ObjectInserter objects = repository.newObjectInserter()) {
            DirCache index = DirCache.newInCore();
            var builder = index.builder();
            Map<String, String> files = files();
            files.put(path, text);
            for (var file : files.entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(
                        objects.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
                builder.add(entry);
            }
            builder.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(objects));
            if (head != null) {
                commit.setParentId(head);
            }
            commit.setAuthor(new PersonIdent("Ann", "ann@example.com"));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage("Edit " + path);
            ObjectId id = objects.insert(commit);
            objects.flush();
            var update = new Git(repository)
                    .push()
                    .setRemote(url)
                    .setRefSpecs(new RefSpec(id.name() + ":refs/heads/main"))
                    .setCredentialsProvider(signIn)
                    .call()
                    .iterator()
                    .next()
                    .getRemoteUpdate("refs/heads/main");
            if (update.getStatus() != RemoteRefUpdate.Status.OK) {
                throw new IllegalStateException(update.toString());
            }
            return id.name();
        } catch (GitAPIException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
