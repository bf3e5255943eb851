package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import java.time.Duration;
import java.util.Optional;

/**
 * The project's own files where changes are to be reviewed: the first go to the branch, since without a commit there is
 * nothing to merge into; what changes of them later has a pull request.
 */
final class SourcesReview {
    /** Not the name of any Question. */
    private static final String NAME = "_sources";

    private static final Duration LOOK = Duration.ofMinutes(10);

    private final Reviews reviews;
    private final Repositories repositories;
    private final IntalgoProject project;
    private final Location location;
    private final CommitStyle style;

    SourcesReview(
            Reviews reviews, Repositories repositories, IntalgoProject project, Location location, CommitStyle style) {
        this.reviews = reviews;
        this.repositories = repositories;
        this.project = project;
        this.location = location;
        this.style = style;
    }

    /** The head of the project's branch; it has no changes yet that wait for review. */
    Commit commit(Snapshot snapshot, String message, Edit edit, Conditions conditions) throws GitException, NotReady {
        if (snapshot.empty()) {
            return first(message, edit);
        }
        var changes = snapshot.changedBy(edit);
        var review = Review.of(reviews, project, location, style, NAME, null, Optional.empty());
        var text = "The tables of the database as dbt sources, in %s. Merge it to let questions use what is new."
                .formatted(changes.size() == 1 ? "one file" : changes.size() + " files");
        var where = ChangeReview.propose(review, changes, message, text, "set spec.sources otherwise", edit);
        if (!isProject(snapshot)) {
            throw NotReady.continuing(
                    Review.STEP, "AwaitingReview", "The dbt project's first files wait for review: " + where, LOOK);
        }
        conditions.isUnknown(Review.STEP, "AwaitingReview", "What is new of the sources waits for review: " + where);
        return new Commit(snapshot.commit(), false);
    }

    private Commit first(String message, Edit edit) throws GitException, NotReady {
        try {
            return repositories.commit(RepositoryPlaces.id(project), location, style, message, edit);
        } catch (GitException e) {
            if (e.reason() != GitException.Reason.PushRejected) {
                throw e;
            }
            throw NotReady.retrying(
                    RepositoryPlaces.STEP,
                    e.reason().name(),
                    e.getMessage()
                            + ". Or make the branch's first commit yourself, such as a README.md: all that follows is put on branches of its own.");
        }
    }

    private static boolean isProject(Snapshot snapshot) {
        return snapshot.files().containsKey("dbt_project.yml");
    }
}
