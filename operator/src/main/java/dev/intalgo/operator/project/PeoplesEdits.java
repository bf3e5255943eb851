package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.KnownTables.Known;
import dev.intalgo.operator.review.PullRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people say of tables otherwise than in Git: a commit of its own for each edit, with their names; on a branch of
 * its own with a pull request where changes are to be reviewed.
 */
@ApplicationScoped
public class PeoplesEdits {
    /** Not the name of any Question. */
    private static final String NAME = "_descriptions";

    private final KnownTables tables;
    private final Catalogs catalogs;
    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final Reviews reviews;
    private final Heads heads;

    PeoplesEdits(
            KnownTables tables,
            Catalogs catalogs,
            Repositories repositories,
            RepositoryPlaces places,
            Reviews reviews,
            Heads heads) {
        this.tables = tables;
        this.catalogs = catalogs;
        this.repositories = repositories;
        this.places = places;
        this.reviews = reviews;
        this.heads = heads;
    }

    /** A change of the files, given what they say now; it may be called again, as {@link Edit} is. */
    public interface Change {
        Map<String, String> of(Known now);
    }

    /**
     * What became of an edit.
     *
     * @param commit   empty where it waits for review
     * @param proposal where it waits; empty where it does not
     */
    public record Made(String commit, String proposal) {}

    /**
     * What people said that waits for review.
     *
     * @param proposal where it waits
     * @param before   the tables as they were when it was begun
     * @param after    the same with what is said
     */
    public record Waiting(String proposal, Known before, Known after) {}

    /**
     * What waits for review of what people said of a project's tables.
     *
     * @throws NotReady where the repository or the review's server cannot be reached
     */
    public Optional<Waiting> waiting(Known known) throws NotReady {
        var project = known.project().filter(Reviews::wanted);
        if (project.isEmpty()) {
            return Optional.empty();
        }
        var location = places.location(project.get());
        var review = review(project.get(), location, places.commits(project.get()));
        var open = review.open();
        if (open.isEmpty() || isMerged(project.get(), location, open.get())) {
            return Optional.empty();
        }
        var proposal = review.read(open.get());
        return proposal.isEmpty()
                ? Optional.empty()
                : Optional.of(new Waiting(
                        open.get().request().map(PullRequest::url).orElse(review.branch()),
                        tables.at(known, review.base(open.get())),
                        tables.at(known, proposal.get().snapshot())));
    }

    private Review review(IntalgoProject project, Location location, CommitStyle style) throws NotReady {
        return Review.of(reviews, project, location, style, NAME, null, Optional.empty());
    }

    /** Somebody merged the branch and left it there. */
    private boolean isMerged(IntalgoProject project, Location location, Review.State.Open open) throws NotReady {
        try {
            return open.request().isEmpty() && repositories.has(RepositoryPlaces.id(project), location, open.head());
        } catch (GitException e) {
            throw failed(e);
        }
    }

    private static NotReady failed(GitException e) {
        return NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
    }

    /**
     * Makes an edit.
     *
     * @param known    of a project
     * @param username the person's, as Kubernetes knows them
     * @param message  the commit's
     * @throws NotReady where the repository or the review's server cannot be reached, or refuses it
     * @throws RuntimeException what the change throws
     */
    public Made make(Known known, String username, String message, Change change) throws NotReady {
        var project = known.project().orElseThrow();
        var id = RepositoryPlaces.id(project);
        var location = places.location(project);
        var style = places.commits(project).by(username);
        Edit edit = snapshot -> with(known, snapshot.files(), change.of(tables.at(known, snapshot)));
        try {
            if (Reviews.wanted(project)) {
                return new Made("", propose(project, location, style, message, edit));
            }
            var commit = repositories.commit(id, location, style, message, edit);
            if (commit.changed()) {
                heads.moved(id);
            }
            return new Made(String.valueOf(commit.id()), "");
        } catch (GitException e) {
            throw failed(e);
        }
    }

    /**
     * With what the operator would write because of it, such as the test of what was confirmed: it belongs to the same
     * commit. What it would write anyway does not.
     */
    private Map<String, String> with(Known known, Map<String, String> before, Map<String, String> changed) {
        var rules = ProjectFiles.rules(known.project().orElseThrow());
        if (changed.isEmpty()
                || !catalogs.merge(known.read(), known.hash(), before, rules).isEmpty()) {
            return changed;
        }
        Map<String, String> after = new HashMap<>(before);
        after.putAll(changed);
        Map<String, String> all = new LinkedHashMap<>(changed);
        all.putAll(catalogs.merge(known.read(), known.hash(), after, rules));
        return all;
    }

    private String propose(IntalgoProject project, Location location, CommitStyle style, String message, Edit edit)
            throws NotReady, GitException {
        var review = review(project, location, style);
        var open = review.open();
        if (open.isPresent() && isMerged(project, location, open.get())) {
            review.delete();
        }
        var words = Review.Words.of(
                Hashes.of(List.of(message)),
                "Describe the tables",
                "What people say of the tables. Merge it to let questions use it.",
                message);
        var request = review.propose(words, edit, Optional.empty());
        return request.url() == null ? request.branch() : request.url();
    }
}
