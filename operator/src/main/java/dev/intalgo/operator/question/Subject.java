package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.answer.QuestionKey;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.sql.ModelInfo;
import dev.intalgo.operator.sql.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Question with all that its answer depends on, as it is now.
 *
 * @param schema the schema that models are built in; empty if unknown
 */
record Subject(
        Question question,
        IntalgoProject project,
        Adapter adapter,
        String schema,
        Catalog catalog,
        Location location,
        Snapshot snapshot) {

    String name() {
        return question.dbtName();
    }

    Mode mode() {
        return question.getSpec().mode() == QuestionSpec.Mode.MODEL ? Mode.MODEL : Mode.ANALYSIS;
    }

    boolean byHand() {
        return question.getSpec().sql() != null;
    }

    /** The hash of what is asked: an answer in the repository with this key is the answer. */
    String key(String promptVersion, String model) {
        var spec = question.getSpec();
        if (byHand()) {
            return Hashes.of(List.of("sql", spec.mode().name(), spec.sql().strip()));
        }
        return QuestionKey.of(spec.text(), mode(), project.getSpec().instructions(), promptVersion, model);
    }

    /** The model that is being made; null for an analysis. */
    String self() {
        return mode() == Mode.MODEL ? name() : null;
    }

    static List<String> names(Collection<Target> references) {
        return references.stream()
                .map(target -> switch (target) {
                    case Target.Source source -> "source." + source.source() + "." + source.table();
                    case Target.Ref ref -> "ref." + ref.model();
                })
                .toList();
    }

    Optional<Answer> inRepository() {
        return AnswerFiles.read(name(), mode(), snapshot.files());
    }

    /** Whether the answer in the repository answers this question, over the tables as they are now. */
    boolean answers(Answer answer, String key) {
        return answer.edited()
                || answer.key().equals(key)
                        && answer.slice().equals(QuestionKey.slice(catalog, targets(answer.references())));
    }

    private static List<Target> targets(Collection<String> references) {
        return references.stream()
                .<Target>map(reference -> {
                    var parts = reference.split("\\.", 3);
                    return parts[0].equals("ref")
                            ? new Target.Ref(reference.substring("ref.".length()))
                            : new Target.Source(parts[1], parts[2]);
                })
                .toList();
    }

    /** Whether a file of this name is somebody else's. */
    boolean taken() {
        return inRepository().isEmpty()
                && AnswerFiles.sqlPath(name(), mode(), snapshot.files()).isPresent();
    }

    /** The project's models, those that people wrote by hand too. */
    List<ModelInfo> models() {
        List<ModelInfo> models = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Answer answer : AnswerFiles.all(snapshot.files())) {
            if (answer.mode() == Mode.MODEL && known.add(answer.name())) {
                var columns = answer.columns().stream()
                        .map(c -> new ModelInfo.Column(c.name(), c.type(), c.description()))
                        .toList();
                models.add(new ModelInfo(answer.name(), schema, columns, answer.description()));
            }
        }
        snapshot.files().keySet().stream()
                .filter(path -> path.startsWith("models/") && path.endsWith(".sql"))
                .map(path -> path.substring(path.lastIndexOf('/') + 1, path.length() - ".sql".length()))
                .filter(known::add)
                .forEach(name -> models.add(new ModelInfo(name, schema, List.of(), "")));
        return models;
    }
}
