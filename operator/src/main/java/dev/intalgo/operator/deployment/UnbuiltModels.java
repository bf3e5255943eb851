package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Locations;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.RepositoryPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The models of a commit that are known not to be built, by what their Questions say. */
@ApplicationScoped
class UnbuiltModels {
    /** The reason of a Question whose SQL a person edited, at the head, to what dbt or the database refuses. */
    private static final String EDIT_REFUSED = "EditRefused";

    private final Repositories repositories;
    private final Locations locations;

    UnbuiltModels(Repositories repositories, Locations locations) {
        this.repositories = repositories;
        this.locations = locations;
    }

    /**
     * A model that is not built.
     *
     * @param reason why its Question is not ready
     * @param forGood whether that stays so until a person changes something
     */
    record Unbuilt(String model, String question, String reason, boolean forGood) {
        @Override
        public String toString() {
            return "%s (Question \"%s\": %s)".formatted(model, question, reason);
        }
    }

    /**
     * Those that have at the commit the same SQL as where they were not built. A commit where a person has pushed other
     * SQL has none: nothing is known of that.
     *
     * @param questions the project's, of mode Model
     */
    List<Unbuilt> at(String commit, IntalgoProject project, Collection<Question> questions) throws NotReady {
        List<Unbuilt> unbuilt = new ArrayList<>();
        Map<String, Map<String, String>> read = new HashMap<>();
        for (Question question : questions) {
            var status = question.getStatus();
            var ready =
                    status == null ? null : status.condition(Conditions.READY).orElse(null);
            if (ready == null || !"False".equals(ready.getStatus()) || status.path() == null) {
                continue;
            }
            var failedAt = notBuiltAt(status, ready.getReason(), project);
            if (failedAt.isEmpty()) {
                continue;
            }
            var files = files(project, commit, read);
            var text = files.get(status.path());
            if (text == null
                    || Place.of(status.path(), files)
                            .filter(p -> p.mode() == Mode.MODEL)
                            .isEmpty()) {
                continue;
            }
            for (String failed : failedAt) {
                if (text.equals(files(project, failed, read).get(status.path()))) {
                    unbuilt.add(new Unbuilt(
                            question.dbtName(),
                            question.getMetadata().getName(),
                            ready.getReason(),
                            status.isTrue(Conditions.STALLED)));
                    break;
                }
            }
        }
        return unbuilt;
    }

    private static List<String> notBuiltAt(QuestionStatus status, String reason, IntalgoProject project) {
        var edit = Optional.of(project.getStatus().commit()).filter(head -> EDIT_REFUSED.equals(reason));
        var answer = Optional.ofNullable(status.commit()).filter(commit -> !commit.equals(status.builtCommit()));
        return Stream.of(edit, answer).flatMap(Optional::stream).toList();
    }

    /** The project's files at a commit; none where the commit is not known here any more. */
    private Map<String, String> files(IntalgoProject project, String commit, Map<String, Map<String, String>> read)
            throws NotReady {
        var known = read.get(commit);
        if (known == null) {
            try {
                known = repositories
                        .at(RepositoryPlaces.id(project), locations.location(project), commit)
                        .map(snapshot -> snapshot.files())
                        .orElse(Map.of());
            } catch (GitException e) {
                throw NotReady.retrying(CommitStep.STEP, e.reason().name(), e.getMessage());
            }
            read.put(commit, known);
        }
        return known;
    }
}
