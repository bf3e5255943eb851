package dev.intalgo.operator.question;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.ColumnInfo;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.answer.ColumnPlan;
import dev.intalgo.operator.answer.Prompts;
import dev.intalgo.operator.answer.QuestionKey;
import dev.intalgo.operator.answer.Repair;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.ModelColumn;
import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.Heads;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.sql.Relations;
import dev.intalgo.operator.sql.Rewrite;
import dev.intalgo.operator.sql.SqlRejected;
import dev.intalgo.operator.sql.SqlRewriter;
import dev.intalgo.operator.sql.Target;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One Question on its way from text to a built model. Each step finds what is there already and goes on from it; the
 * first that cannot go on throws. {@link #status} holds what is known so far.
 */
final class Answering {
    private static final String VALIDATED = "Validated";
    private static final String COMMITTED = "Committed";
    private static final String BUILT = "Built";
    private static final String NO_REPOSITORY = "RepositoryUnreachable";
    private static final String NO_CONNECTION = "ConnectionFailed";
    private static final Set<String> TRIED = Set.of(NO_REPOSITORY, NO_CONNECTION);
    private static final int ROWS = 100;

    /** The services that the steps use. */
    record Services(
            Asking asking,
            Drafts drafts,
            TaskStore tasks,
            Repositories repositories,
            Heads heads,
            KubernetesClient client) {}

    private final Services services;
    private final Subject subject;
    private final Peers peers;
    private final Conditions conditions;
    private QuestionStatus status;

    Answering(Services services, Subject subject, Peers peers, Conditions conditions, QuestionStatus before) {
        this.services = services;
        this.subject = subject;
        this.peers = peers;
        this.conditions = conditions;
        this.status = before;
    }

    QuestionStatus status() {
        return status;
    }

    void run() throws NotReady {
        var key = subject.key(
                Prompts.VERSION, subject.byHand() ? "" : services.asking().model(subject));
        var known = subject.inRepository().or(this::underItsOldName).filter(answer -> subject.answers(answer, key));
        status = status.withClarification(null).withMissing(null);
        known.ifPresent(this::usage);
        var answer = known.isPresent() ? known.get() : newAnswer(key);
        conditions.isTrue(
                Asking.STEP,
                answer.edited() ? "Edited" : "Answered",
                answer.edited() ? "A person edited the SQL in the repository; theirs stays." : "There is SQL.");
        conditions.isTrue(VALIDATED, "Accepted", "dbt and the database accept the SQL.");
        var commit = commit(answer);
        conditions.isTrue(COMMITTED, "Committed", "%s is at commit %s.".formatted(status.path(), commit));
        if (subject.mode() == Mode.MODEL) {
            build(commit);
            conditions.isTrue(BUILT, "Built", "dbt built it at commit " + commit + ".");
        } else {
            status = status.withBuiltCommit(null);
        }
        conditions.isTrue(Conditions.READY, "Ready", "%s is in the repository.".formatted(status.path()));
    }

    /** SQL that dbt and the database accept: by hand, or from the LLM with the errors sent back to it. */
    private Answer newAnswer(String key) throws NotReady {
        if (subject.byHand()) {
            var said = new Draft.Said(
                    subject.question().getSpec().sql(), "", List.of(), List.of(), null, List.of(), null, null);
            status = status.withUsage(null);
            try {
                return check(said, key, Draft.empty(key));
            } catch (Refused refused) {
                throw NotReady.failed(VALIDATED, refused.reason, "spec.sql: " + refused.getMessage());
            }
        }
        var waitsFor = peers.unbuiltModelInText();
        if (waitsFor.isPresent()) {
            throw peers.waiting(waitsFor.get());
        }
        // Over other tables an answer may be found where there was none.
        var asked = Hashes.of(List.of(key, subject.catalog().hash()));
        var draft = services.drafts()
                .load(subject.question())
                .map(d -> d.key().equals(asked) ? d : d.restarted(asked))
                .orElseGet(() -> Draft.empty(asked));
        while (true) {
            var stop = Repair.stop(draft.attempts());
            if (stop.isPresent()) {
                throw gaveUp(draft, stop.get());
            }
            if (draft.said() == null) {
                draft = services.asking().ask(subject, draft);
            }
            usage(draft);
            if (draft.said() == null) {
                continue; // It was no answer, which counts as one that did not hold.
            }
            answerable(draft.said());
            try {
                return check(draft.said(), key, draft);
            } catch (Refused refused) {
                draft = draft.rejected(refused.reason, refused.getMessage());
                services.drafts().save(subject.question(), draft);
            }
        }
    }

    private static NotReady gaveUp(Draft draft, String why) {
        var last = draft.rejected().getLast();
        return NotReady.failed(
                last.sql().isEmpty() ? Asking.STEP : VALIDATED,
                last.reason(),
                "The LLM's answers do not hold, and %s; the last error: %s\nAsk in other words, describe the tables better, or write spec.sql."
                        .formatted(why, last.message()));
    }

    /** What an answer cost that was in the repository before this Question was. */
    private void usage(Answer known) {
        if (status.usage() == null && !known.llm().isEmpty()) {
            status = status.withUsage(
                    new QuestionStatus.Usage(known.llm(), known.inputTokens(), known.outputTokens(), 0));
        }
    }

    private void usage(Draft draft) {
        status = status.withUsage(
                new QuestionStatus.Usage(draft.model(), draft.inputTokens(), draft.outputTokens(), draft.calls()));
    }

    private void answerable(Draft.Said said) throws NotReady {
        if (said.declined() != null) {
            throw NotReady.failed(Asking.STEP, "LlmDeclined", said.declined() + " Ask in other words.");
        }
        if (said.clarification() != null) {
            status = status.withClarification(new QuestionStatus.Clarification(said.clarification(), said.choices()));
            throw NotReady.failed(
                    Asking.STEP, "NeedsClarification", said.clarification() + " Say so in the Question's text.");
        }
        if (said.missing() != null) {
            status = status.withMissing(said.missing());
            throw NotReady.failed(Asking.STEP, "NotInData", "The data cannot answer this: " + said.missing());
        }
    }

    /** SQL that does not hold, for the LLM or the person who wrote it to change. */
    private static final class Refused extends Exception {
        private final String reason;

        Refused(String reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }
    }

    private Answer check(Draft.Said said, String key, Draft draft) throws NotReady, Refused {
        status = status.withSql(said.sql());
        var rewrite = rewrite(said.sql());
        var candidate = candidate(said, key, draft, rewrite, List.of());
        var result = validated(candidate);
        if (!result.path("ok").asBoolean()) {
            throw new Refused("InvalidSql", result.path("message").asText());
        }
        status = status.withPreview(preview(result));
        return candidate(said, key, draft, rewrite, columns(said.columns(), result));
    }

    private Rewrite rewrite(String sql) throws NotReady, Refused {
        try {
            var relations = Relations.of(subject.catalog(), peers.withModels(subject), subject.self());
            var rewrite = SqlRewriter.rewrite(
                    sql, subject.adapter().name(), subject.adapter().deniedFunctions(), relations);
            var models = rewrite.references().stream()
                    .flatMap(t -> t instanceof Target.Ref(String model)
                            ? List.of(model).stream()
                            : List.<String>of().stream())
                    .toList();
            var unbuilt = peers.unbuiltModel(models);
            if (unbuilt.isPresent()) {
                // For the others to see who waits for whom.
                status = status.withReferences(Subject.names(rewrite.references()));
                throw peers.waiting(unbuilt.get());
            }
            return rewrite;
        } catch (SqlRejected rejected) {
            throw new Refused(rejected.reason().name(), rejected.getMessage());
        }
    }

    private Answer candidate(Draft.Said said, String key, Draft draft, Rewrite rewrite, List<ModelColumn> columns) {
        var references = Subject.names(rewrite.references());
        return new Answer(
                subject.name(),
                subject.mode(),
                rewrite.dbtSql(),
                subject.question().getSpec().text(),
                said.description(),
                columns,
                materialized(),
                key,
                QuestionKey.slice(subject.catalog(), rewrite.references()),
                draft.model() == null ? "" : draft.model(),
                draft.inputTokens(),
                draft.outputTokens(),
                references,
                said.grain());
    }

    private String materialized() {
        var materialized = subject.question().getSpec().materialized();
        return materialized == null ? "" : materialized.dbt();
    }

    /** The worker's verdict on a candidate. */
    private JsonNode validated(Answer candidate) throws NotReady {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("commit", subject.snapshot().commit());
        input.put("name", candidate.name());
        input.put("mode", subject.mode() == Mode.MODEL ? "Model" : "Analysis");
        input.put("sql", candidate.sql());
        var files = input.putObject("files");
        AnswerFiles.write(candidate, subject.snapshot().files()).forEach((path, text) -> {
            if (text != null) {
                files.put(path, text);
            }
        });
        input.put("explain", subject.adapter().explain());
        var readOnly = input.putArray("readOnly");
        subject.adapter().readOnly().forEach(readOnly::add);
        input.put("limit", ROWS);
        input.put("preview", subject.project().getSpec().sharing().preview());
        return done("validate", input, VALIDATED, "Validating", "dbt and the database are checking the SQL.");
    }

    /** The result of a task of the project's worker; what failed around the SQL, and not in it, is tried again. */
    private JsonNode done(String kind, JsonNode input, String step, String reason, String doing) throws NotReady {
        var project = subject.project().getMetadata().getName();
        var task = services.tasks().submit(Tasks.desired(subject.question(), kind, Tasks.PROJECT, project, input));
        var result = Tasks.result(task).orElseThrow(() -> conditions.waiting(step, reason, doing, TRIED));
        var failedIn = result.path("step").asText("");
        if (!result.path("ok").asBoolean() && (failedIn.equals("connect") || failedIn.equals("git"))) {
            services.client().resource(task).delete();
            throw NotReady.retrying(
                    step,
                    failedIn.equals("git") ? NO_REPOSITORY : NO_CONNECTION,
                    result.path("message").asText(),
                    Duration.ofSeconds(15));
        }
        return result;
    }

    private static List<ModelColumn> columns(List<ColumnPlan> plan, JsonNode result) {
        Map<String, String> descriptions = new HashMap<>();
        plan.forEach(column -> descriptions.put(column.name(), column.description()));
        List<ModelColumn> columns = new ArrayList<>();
        result.path("columns")
                .forEach(c -> columns.add(new ModelColumn(
                        c.path("name").asText(),
                        c.path("type").asText(),
                        descriptions.getOrDefault(c.path("name").asText(), ""))));
        return columns;
    }

    private static List<List<String>> preview(JsonNode result) {
        List<List<String>> rows = new ArrayList<>();
        result.path("preview").forEach(row -> {
            List<String> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell.isNull() ? "" : cell.asText()));
            rows.add(cells);
        });
        return rows;
    }

    private String commit(Answer answer) throws NotReady {
        var wanted = withMaterialized(answer);
        var path = AnswerFiles.sqlPath(answer.name(), answer.mode());
        Commit commit;
        try {
            commit = services.repositories()
                    .commit(
                            RepositoryPlaces.id(subject.project()),
                            subject.location(),
                            message(),
                            RepositoryPlaces.AUTHOR,
                            snapshot -> edit(wanted, snapshot));
        } catch (GitException e) {
            throw NotReady.retrying(COMMITTED, e.reason().name(), e.getMessage());
        }
        if (commit.changed()) {
            services.heads().moved(RepositoryPlaces.id(subject.project()));
        }
        // Where a person changed the SQL, or a model that it reads was renamed, the head is what has to be built.
        var same = !commit.changed()
                && path.equals(status.path())
                && wanted.sql().strip().equals(status.sql())
                && status.commit() != null;
        var id = same ? status.commit() : commit.id();
        status = status.withSql(wanted.sql().strip())
                .withPath(path)
                .withCommit(id)
                .withKey(wanted.key())
                .withReferences(wanted.references())
                .withColumns(wanted.columns().stream()
                        .map(c -> new ColumnInfo(c.name(), c.type()))
                        .toList());
        return id;
    }

    private Answer withMaterialized(Answer a) {
        return new Answer(
                a.name(),
                a.mode(),
                a.sql(),
                a.question(),
                a.description(),
                a.columns(),
                materialized(),
                a.key(),
                a.slice(),
                a.llm(),
                a.inputTokens(),
                a.outputTokens(),
                a.references(),
                a.grain(),
                a.edited());
    }

    private String message() {
        var text = subject.question().getSpec().text().strip();
        return "Answer %s\n\n%s".formatted(subject.name(), text);
    }

    /** The answer's files; those that it had under another name or in another mode move or go. */
    private Map<String, String> edit(Answer answer, Snapshot snapshot) {
        var old = before(snapshot);
        if (old.isEmpty()) {
            return AnswerFiles.write(answer, snapshot.files());
        }
        var moved = old.get().mode() == answer.mode()
                ? AnswerFiles.rename(old.get().name(), answer.name(), answer.mode(), snapshot.files())
                : AnswerFiles.remove(old.get().name(), old.get().mode(), snapshot.files());
        var files = new HashMap<>(snapshot.files());
        files.putAll(moved);
        files.values().removeIf(Objects::isNull);
        Map<String, String> changed = new LinkedHashMap<>(moved);
        changed.putAll(AnswerFiles.write(answer, files));
        return changed;
    }

    /** The answer as it was before spec.name changed: the same question, which nobody need be asked again. */
    private Optional<Answer> underItsOldName() {
        return before(subject.snapshot())
                .filter(place -> place.mode() == subject.mode())
                .flatMap(place -> AnswerFiles.read(
                        place.name(), place.mode(), subject.snapshot().files()))
                .map(answer -> answer.named(subject.name(), answer.sql()));
    }

    /** Where the answer was before spec.name or spec.mode changed, while it is still there. */
    private Optional<Place> before(Snapshot snapshot) {
        return Place.of(status.path())
                .filter(place -> !place.equals(new Place(subject.name(), subject.mode())))
                .filter(place -> AnswerFiles.read(place.name(), place.mode(), snapshot.files())
                        .isPresent());
    }

    private void build(String commit) throws NotReady {
        if (commit.equals(status.builtCommit())) {
            return;
        }
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("commit", commit);
        input.putArray("select").add(subject.name());
        input.put("fullRefresh", false);
        var result = done("build", input, BUILT, "Building", "dbt is building the model at commit " + commit + ".");
        if (!result.path("ok").asBoolean()) {
            throw NotReady.failed(BUILT, "BuildFailed", failures(result));
        }
        status = status.withBuiltCommit(commit);
    }

    private static String failures(JsonNode result) {
        List<String> failed = new ArrayList<>();
        result.path("nodes").forEach(node -> {
            var state = node.path("status").asText();
            if (state.equals("error") || state.equals("fail")) {
                failed.add(node.path("uniqueId").asText() + ": "
                        + node.path("message").asText());
            }
        });
        return failed.isEmpty()
                ? Optional.of(result.path("message").asText())
                        .filter(m -> !m.isEmpty())
                        .orElse("dbt build failed.")
                : String.join("\n", failed);
    }
}
