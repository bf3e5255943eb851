package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.answer.Brief;
import dev.intalgo.operator.answer.Example;
import dev.intalgo.operator.answer.QuestionKey;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.connection.DataHubPages;
import dev.intalgo.operator.dbt.Aliases;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Exchange;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.Origin;
import dev.intalgo.operator.dbt.PeoplesModels;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.operator.dbt.TakenNames;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.retrieval.Earlier;
import dev.intalgo.operator.sql.ModelInfo;
import dev.intalgo.operator.sql.PlainSql;
import dev.intalgo.operator.sql.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Question with all that its answer depends on, as it is now.
 *
 * @param schema the schema that models are built in; empty if unknown
 * @param pages where DataHub shows models; empty where it does not, or nobody said where
 * @param catalog the database's tables
 * @param known the same with what the project's people say of them
 * @param before the hash of the catalog that was there before; empty if none
 */
record Subject(
        Question question,
        IntalgoProject project,
        Adapter adapter,
        String schema,
        Optional<DataHubPages> pages,
        Catalog catalog,
        Catalog known,
        Optional<String> before,
        Location location,
        CommitStyle commits,
        Snapshot snapshot) {
    /** The annotation by which a person says that the SQL of this hash is right. */
    private static final String CONFIRMED = "intalgo.dev/confirmed";
    /** The annotation by which a person says that the SQL of this hash is wrong, and after a space why. */
    private static final String REJECTED = "intalgo.dev/rejected";
    /** The annotation by which a person takes back the edited SQL of this hash, for that which was there before. */
    static final String REVERT = "intalgo.dev/revert";
    /** The annotation by which a person has a build that failed tried again: any text, another one each time. */
    private static final String REBUILD = "intalgo.dev/rebuild";

    String name() {
        return question.dbtName();
    }

    Mode mode() {
        return question.getSpec().mode() == QuestionSpec.Mode.MODEL ? Mode.MODEL : Mode.ANALYSIS;
    }

    /** Where new models go, below the folder of all models; empty where they go into that itself. */
    String folder() {
        return project.getSpec().dbt().layout() == IntalgoProjectSpec.Layout.LAYERED ? "marts" : "";
    }

    boolean byHand() {
        return question.getSpec().sql() != null;
    }

    /** The hash of what is asked for a mode: an answer in the repository with this key is the answer. */
    String key(Mode mode, String promptVersion, String model) {
        var spec = question.getSpec();
        if (byHand()) {
            return Hashes.of(List.of("sql", mode.name(), spec.sql().strip()));
        }
        return QuestionKey.of(
                spec.text(), clarifications(), mode, project.getSpec().instructions(), promptVersion, model);
    }

    /** What the repository keeps of the Question besides what is asked. */
    Origin origin() {
        var spec = question.getSpec();
        return new Origin(
                question.getMetadata().getName(),
                spec.sql(),
                spec.tags(),
                spec.deletionPolicy() == QuestionSpec.DeletionPolicy.DELETE,
                spec.dropRelation(),
                spec.keepOldName());
    }

    private List<Exchange> clarifications() {
        return question.getSpec().clarifications().stream()
                .map(c -> new Exchange(c.question(), c.answer()))
                .toList();
    }

    /** All that the answer is made from. */
    Brief brief(String key, List<ModelInfo> models) {
        var spec = question.getSpec();
        return new Brief(
                name(),
                mode(),
                spec.text(),
                clarifications(),
                project.getSpec().instructions(),
                spec.materialized() == null ? "" : spec.materialized().dbt(),
                key,
                adapter,
                Set.copyOf(project.getSpec().functions()),
                catalog,
                known,
                models,
                snapshot.files(),
                snapshot.commit(),
                project.getSpec().sharing().preview());
    }

    /** The comment by which a person rejected this SQL; see {@code status.sqlHash}. */
    Optional<String> rejection(Answer answer) {
        var annotation = annotation(REJECTED).split("\\s+", 2);
        return annotation[0].equals(answer.sqlHash())
                ? Optional.of(annotation.length == 2 ? annotation[1] : "no reason was given")
                : Optional.empty();
    }

    /** The SQL that a person confirmed, by its hash; empty if none. */
    String confirmed() {
        return annotation(CONFIRMED);
    }

    /** Whether a person takes back the edit that this SQL is. */
    boolean reverts(Answer answer) {
        return answer.edited() && annotation(REVERT).equals(answer.sqlHash());
    }

    /** What a person has written to have a build that failed tried again; empty if nothing. */
    String rebuild() {
        return annotation(REBUILD);
    }

    private String annotation(String name) {
        return Optional.ofNullable(question.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(name))
                .orElse("")
                .strip();
    }

    Optional<Answer> inRepository() {
        return AnswerFiles.read(name(), mode(), snapshot.files());
    }

    /** Whether the tables that the answer reads are as they were when it was checked. */
    boolean upToDate(Answer answer) {
        return answer.slice().equals(QuestionKey.slice(catalog, targets(answer.references())));
    }

    /** What of its tables is not as it was when the answer was checked. */
    Staleness staleness(Answer answer, CatalogStore catalogs) {
        var old = before.flatMap(hash -> catalogs.read(
                question.getMetadata().getNamespace(),
                project.getSpec().connectionRef().name(),
                hash));
        return Staleness.of(
                targets(answer.references()),
                catalog,
                old.map(c -> c.seenFrom(catalog.home()).named(catalog.names())));
    }

    /** All that tells what the question is about. */
    String about() {
        return Stream.concat(
                        Stream.of(question.getSpec().text()),
                        clarifications().stream().flatMap(c -> Stream.of(c.question(), c.answer())))
                .collect(Collectors.joining("\n"));
    }

    /** The other questions that have answers, whoever stands for these. */
    List<Earlier> earlier() {
        return AnswerFiles.all(snapshot.files()).stream()
                .filter(answer -> !answer.question().isEmpty() && !answer.name().equals(name()))
                .map(answer -> new Earlier(
                        answer.question(),
                        answer.mode() == Mode.MODEL ? answer.name() : "",
                        targets(answer.references()).stream()
                                .map(Target::display)
                                .toList()))
                .toList();
    }

    /** Answers of other questions that a person stands for, as an LLM is to write such. */
    List<Example> examples() {
        return AnswerFiles.all(snapshot.files()).stream()
                .filter(answer -> answer.trusted() && !answer.question().isEmpty())
                .filter(answer -> !answer.name().equals(name()))
                .flatMap(answer ->
                        PlainSql.of(answer.sql(), adapter.name())
                                .map(sql -> new Example(answer.question(), sql))
                                .stream())
                .toList();
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

    /** What has this name already and is somebody else's; empty where it is free. */
    Optional<String> takenBy() {
        var files = snapshot.files();
        var relocation = new Relocation(
                question.getStatus() == null ? null : question.getStatus().path(), new Place(name(), mode()));
        Set<String> own = new HashSet<>();
        if (inRepository().isPresent()) {
            AnswerFiles.sqlPath(name(), mode(), files).ifPresent(own::add);
        }
        relocation.from(files).ifPresent(from -> {
            AnswerFiles.sqlPath(from.name(), from.mode(), files).ifPresent(own::add);
            // The view that keeps an earlier name gives way to the model itself.
            if (Aliases.of(from.name(), files).contains(name())) {
                AnswerFiles.sqlPath(name(), Mode.MODEL, files).ifPresent(own::add);
            }
        });
        return TakenNames.of(files).by(name(), own).or(this::tableOfThisName);
    }

    /** A table of the schema that models are built in: dbt would put the model in its place. */
    private Optional<String> tableOfThisName() {
        if (mode() != Mode.MODEL || schema.isEmpty() || inRepository().isPresent()) {
            return Optional.empty();
        }
        var status = Optional.ofNullable(question.getStatus());
        var built = status.map(s -> Leftovers.builtNow(s, null).leftRelations()).orElse(List.of());
        return catalog.tables().stream()
                .filter(table ->
                        table.schema().equalsIgnoreCase(schema) && table.name().equalsIgnoreCase(name()))
                .filter(table -> built.stream().noneMatch(relation -> Leftovers.isCalled(relation, name())))
                .findFirst()
                .map(table -> "the database has a table or view %s.%s, which dbt would replace"
                        .formatted(table.schema(), table.name()));
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
        PeoplesModels.of(snapshot.files()).stream()
                .filter(model -> known.add(model.name()))
                .forEach(model -> models.add(new ModelInfo(
                        model.name(),
                        schema,
                        model.columns().stream()
                                .map(c -> new ModelInfo.Column(c.name(), c.type(), c.description()))
                                .toList(),
                        model.description(),
                        true)));
        return models;
    }
}
