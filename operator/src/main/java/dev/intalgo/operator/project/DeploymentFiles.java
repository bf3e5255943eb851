package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.dbt.Exposures;
import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.FileTaken;
import dev.intalgo.operator.target.RepositoryFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The files of Deployments in their project's repository. */
@ApplicationScoped
public class DeploymentFiles {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "FilesCommitted";

    /** Not the name of any Question. */
    private static final String REVIEW = "_deployments/";

    private static final Set<String> RECORDS = Set.of(RepositoryFiles.RECORDS);

    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final Reviews reviews;
    private final Heads heads;

    DeploymentFiles(Repositories repositories, RepositoryPlaces places, Reviews reviews, Heads heads) {
        this.repositories = repositories;
        this.places = places;
        this.reviews = reviews;
        this.heads = heads;
    }

    /** What came of it: the commit, where one was made, or where the change waits for its review. */
    public record Kept(Optional<String> commit, Optional<String> review) {
        private static final Kept UNCHANGED = new Kept(Optional.empty(), Optional.empty());
    }

    private record Put(String deployment, Map<String, String> wanted, Set<String> places) implements Edit {
        @Override
        public Map<String, String> apply(Snapshot before) {
            return new RepositoryFiles(deployment, before.files()).put(wanted);
        }
    }

    /**
     * Sees that a Deployment has these files in the repository, and no others.
     *
     * @param deployment its name
     * @param files their texts, by their paths from the repository's root
     * @throws NotReady where the repository cannot be read or written, or a path is somebody else's
     */
    public Kept keep(IntalgoProject project, String deployment, Map<String, String> files) throws NotReady {
        var id = RepositoryPlaces.id(project);
        var location = places.location(project);
        var style = places.commits(project);
        try {
            var object = project.getMetadata().getNamespace() + "/" + deployment;
            var records = repositories.seen(id, location, RECORDS).files();
            Set<String> looked = new TreeSet<>(RECORDS);
            looked.addAll(new RepositoryFiles(object, records).paths());
            files.keySet().forEach(path -> looked.add(folder(path)));
            var edit = new Put(object, files, looked);
            var changes = repositories.seen(id, location, looked).changedBy(edit);
            var message = message(deployment, files);
            if (Reviews.wanted(project)) {
                var review = Review.of(reviews, project, location, style, REVIEW + deployment, null, Optional.empty());
                return reviewed(review, changes, message, edit);
            }
            if (changes.isEmpty()) {
                return Kept.UNCHANGED;
            }
            var commit = repositories.commit(id, location, style, message, edit);
            if (commit.changed()) {
                heads.moved(id);
            }
            return new Kept(Optional.of(commit.id()).filter(c -> commit.changed()), Optional.empty());
        } catch (FileTaken e) {
            throw NotReady.lacking(STEP, "FileTaken", e.getMessage());
        } catch (GitException e) {
            throw NotReady.retrying(STEP, e.reason().name(), e.getMessage());
        }
    }

    private static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private static String message(String deployment, Map<String, String> files) {
        return files.isEmpty()
                ? "Remove the files of Deployment %s\n\nThose that nobody has edited.".formatted(deployment)
                : "Deploy %s\n\nThe files that its orchestrator loads.".formatted(deployment);
    }

    private static Kept reviewed(Review review, Map<String, String> changes, String message, Edit edit)
            throws NotReady {
        if (changes.isEmpty()) {
            // It was merged, or is not wanted any more.
            review.withdraw();
            return Kept.UNCHANGED;
        }
        var text = "The files that the orchestrator of a Deployment loads from this repository.";
        var where = ChangeReview.propose(review, changes, message, text, "take away the Deployment's spec.files", edit);
        return new Kept(Optional.empty(), Optional.of(where));
    }

    /** Removes the files of Deployments that are gone, but for those that people have edited. */
    void remove(IntalgoProject project, Collection<String> deployments) throws NotReady {
        for (String deployment : deployments) {
            keep(project, deployment, Map.of());
        }
    }

    /**
     * Whether all that is new from one commit to another is of Deployments, their exposures and their files, which
     * changes nothing of what they run.
     */
    public boolean onlyAboutDeployments(IntalgoProject project, String from, String to) throws NotReady {
        if (from.equals(to)) {
            return true;
        }
        var id = RepositoryPlaces.id(project);
        var location = places.location(project);
        try {
            var changed = repositories.changed(id, location, from, to);
            if (changed.isEmpty()) {
                return false;
            }
            Set<String> others = new TreeSet<>(changed.get());
            others.removeIf(Exposures::isFile);
            if (others.stream().anyMatch(path -> path.startsWith(RepositoryFiles.RECORDS))) {
                for (String commit : new String[] {from, to}) {
                    repositories
                            .at(id, location, commit, RECORDS)
                            .ifPresent(records -> others.removeAll(RepositoryFiles.paths(records.files())));
                }
            }
            return others.isEmpty();
        } catch (GitException e) {
            throw NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
        }
    }
}
