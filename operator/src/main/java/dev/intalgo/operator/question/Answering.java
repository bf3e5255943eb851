package dev.intalgo.operator.question;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.ColumnInfo;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.answer.Prompts;
import dev.intalgo.operator.answer.Verdict;
import dev.intalgo.operator.dbt.Aliases;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.Heads;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.project.Reviews;
import dev.intalgo.operator.sql.PlainSql;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One Question on its way from text to a built model. Each step finds what is there already and goes on from it; the
 * first that cannot go on throws. {@link #status} holds what is known so far.
 */
final class Answering {
    static final String COMMITTED = "Committed";
    private static final String BUILT = "Built";

    /** The services that the steps use. */
    record Services(
            Asking asking,
            Drafts drafts,
            ProjectTasks tasks,
            CatalogStore catalogs,
            Repositories repositories,
            CommitQueue commits,
            Drops drops,
            Heads heads,
            Reviews reviews) {}

    private final Services services;
    private final Subject subject;
    private final Peers peers;
    private final Conditions conditions;
    private final Relocation relocation;
    private Optional<Reviewing> reviewing = Optional.empty();
    private QuestionStatus status;
    private Optional<Duration> again = Optional.empty();
    /** The project's files once the answer is among them. */
    private Map<String, String> committed = Map.of();

    Answering(Services services, Subject subject, Peers peers, Conditions conditions, QuestionStatus before) {
        this.services = services;
        this.subject = subject;
        this.peers = peers;
        this.conditions = conditions;
        this.relocation = new Relocation(before.path(), new Place(subject.name(), subject.mode()));
        this.status = before;
    }

    /** When to look again where all that was asked for is done but for what is tried again. */
    Optional<Duration> again() {
        return again;
    }

    QuestionStatus status() {
        return status;
    }

    void run() throws NotReady {
        reviewing = Reviewing.of(services, subject, status);
        status = reviewing.isPresent() ? status : status.withPullRequest(null);
        var answer = confirmed(answer());
        conditions.forget(Staleness.CONDITION);
        conditions.isTrue(Asking.STEP, reason(answer), said(answer));
        conditions.isTrue(Drafting.STEP, "Accepted", accepted(answer));
        var commit = commit(answer);
        conditions.isTrue(COMMITTED, "Committed", "%s is at commit %s.".formatted(status.path(), commit));
        if (subject.mode() == Mode.MODEL) {
            build(commit);
            conditions.isTrue(BUILT, "Built", "dbt built it at commit " + commit + ".");
        } else {
            status = Leftovers.builtNow(status, null).withBuiltCommit(null);
        }
        drop();
        status = status.withDatahub(Optional.ofNullable(status.relation())
                .flatMap(relation -> subject.pages().map(pages -> pages.model(relation)))
                .orElse(null));
        conditions.isTrue(Conditions.READY, "Ready", "%s is in the repository.".formatted(status.path()));
    }

    private static String reason(Answer answer) {
        if (answer.edited()) {
            return "Edited";
        }
        return answer.confirmed() ? "Confirmed" : "Answered";
    }

    private String accepted(Answer answer) {
        var warnings = warnings(answer).size();
        return "dbt and the database accept the SQL"
                + switch (warnings) {
                    case 0 -> ".";
                    case 1 -> ", but look at the warning in status.warnings.";
                    default -> ", but look at the %d warnings in status.warnings.".formatted(warnings);
                };
    }

    private static String said(Answer answer) {
        if (answer.edited()) {
            return "A person edited the SQL in the repository; theirs stays.";
        }
        return answer.confirmed() ? "There is SQL, and a person confirmed it." : "There is SQL.";
    }

    /** What the repository has, where that still answers the question; else a new answer. */
    private Answer answer() throws NotReady {
        var model = subject.byHand() ? "" : services.asking().model(subject);
        var key = subject.key(subject.mode(), Prompts.VERSION, model);
        var found = subject.inRepository()
                .or(() -> relocation.answer(subject.snapshot().files()))
                .or(this::lost)
                .filter(answer ->
                        answer.edited() || answer.key().equals(subject.key(answer.mode(), Prompts.VERSION, model)));
        // As a model it may be refused where as an analysis it was not.
        var sameMode = found.isEmpty()
                || found.filter(answer -> answer.mode() == subject.mode()).isPresent();
        var known = proposed(key, found.map(answer -> answer.withMode(subject.mode())));
        status = status.withClarification(null).withMissing(null);
        known.ifPresent(this::usage);
        var edited = known.filter(Answer::edited).isPresent();
        var reverted = known.filter(subject::reverts).isPresent();
        var rejection = known.filter(answer -> !answer.edited())
                .flatMap(subject::rejection)
                .or(() -> reviewing.flatMap(Reviewing::rejection));
        var upToDate = known.filter(subject::upToDate).isPresent();
        if (upToDate
                && sameMode
                && rejection.isEmpty()
                && !reverted
                && !known.get().toBeChecked()) {
            return known.get();
        }
        if (known.isPresent() && !upToDate) {
            var stale = subject.staleness(known.get(), services.catalogs());
            conditions.isTrue(Staleness.CONDITION, stale.reason(), stale.message());
        }
        var drafting = new Drafting(services, subject, peers, conditions, key, status);
        try {
            if (edited && !reverted) {
                return drafting.edited(known.get());
            }
            if (subject.byHand()) {
                return drafting.byHand();
            }
            var written = reverted
                    ? written(known.get()).filter(answer -> answer.key().equals(key))
                    : known;
            Draft.Rejected before = null;
            if (rejection.isPresent()) {
                before = rejected(written.get(), "Rejected", "A person rejected it: " + rejection.get());
            } else if (written.isPresent()) {
                switch (drafting.again(written.get())) {
                    case Verdict.Accepted accepted -> {
                        return drafting.still(written.get(), accepted);
                    }
                    case Verdict.Refused refused ->
                        before = rejected(
                                written.get(),
                                refused.reason(),
                                (upToDate ? "It does not hold: " : "The tables have changed, and it holds no more: ")
                                        + refused.message());
                }
            }
            return drafting.byLlm(before);
        } catch (NotReady why) {
            if (reviewing.isPresent()) {
                reviewing.get().tell(why);
            }
            throw why;
        } finally {
            status = drafting.status();
        }
    }

    /** What was written before a person edited it, from the repository's history. */
    private Optional<Answer> written(Answer edited) throws NotReady {
        var files = subject.snapshot().files();
        var hash = AnswerFiles.writtenSqlHash(edited.name(), edited.mode(), files);
        var path = AnswerFiles.sqlPath(edited.name(), edited.mode(), files);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            return services.repositories()
                    .past(
                            RepositoryPlaces.id(subject.project()),
                            subject.location(),
                            path.get(),
                            sql -> edited.withSql(sql.strip()).sqlHash().equals(hash))
                    .map(sql -> edited.withSql(sql.strip()).withEdited(false));
        } catch (GitException e) {
            throw NotReady.retrying(Asking.STEP, e.reason().name(), e.getMessage());
        }
    }

    /** The answer as it was committed, where it is gone from the branch since: its history was rewritten. */
    private Optional<Answer> lost() {
        if (status.commit() == null) {
            return Optional.empty();
        }
        try {
            return services.repositories()
                    .at(RepositoryPlaces.id(subject.project()), subject.location(), status.commit())
                    .flatMap(then -> AnswerFiles.read(subject.name(), subject.mode(), then.files()));
        } catch (GitException e) {
            Log.debugf("what %s was cannot be read, it is made anew: %s", subject.name(), e.getMessage());
            return Optional.empty();
        }
    }

    /** The answer that is being reviewed, or else the one that is on the project's branch. */
    private Optional<Answer> proposed(String key, Optional<Answer> merged) throws NotReady {
        if (reviewing.isEmpty()) {
            return merged;
        }
        try {
            var proposed = reviewing.get().proposed(key, merged.isPresent());
            return proposed.isPresent() ? proposed : merged;
        } catch (NotReady why) {
            if (why.reason().equals(Reviewing.CLOSED)) {
                status = status.withPullRequest(reviewing.get().closed());
            }
            throw why;
        }
    }

    private Draft.Rejected rejected(Answer known, String reason, String message) {
        var sql = PlainSql.of(known.sql(), subject.adapter().name()).orElse(known.sql());
        return new Draft.Rejected(sql, reason, message);
    }

    private Answer confirmed(Answer answer) {
        var confirmed = subject.confirmed();
        if (confirmed.isEmpty() || answer.confirmed() || answer.edited()) {
            return answer;
        }
        return answer.withConfirmed(confirmed.equals(answer.sqlHash()));
    }

    /** What an answer cost that was in the repository before this Question was. */
    private void usage(Answer known) {
        if (status.usage() == null && !known.llm().isEmpty()) {
            status = status.withUsage(
                    new QuestionStatus.Usage(known.llm(), known.inputTokens(), known.outputTokens(), 0));
        }
    }

    private List<String> warnings(Answer answer) {
        var confirmed = subject.confirmed();
        return confirmed.isEmpty() || confirmed.equals(answer.sqlHash()) || answer.edited()
                ? answer.warnings()
                : Stream.concat(
                                answer.warnings().stream(),
                                Stream.of(
                                        "The annotation intalgo.dev/confirmed names other SQL than this (status.sqlHash): look at it again."))
                        .toList();
    }

    private String commit(Answer answer) throws NotReady {
        var materialized = subject.question().getSpec().materialized();
        var wanted = answer.withMaterialized(materialized == null ? "" : materialized.dbt())
                .withOrigin(subject.origin());
        var readers = relocation.readersOfAnalysis(subject.snapshot().files());
        if (!readers.isEmpty()) {
            throw NotReady.retrying(
                    COMMITTED,
                    "StillReferenced",
                    "It cannot become an analysis while it is read by %s: change or delete them first, or make spec.mode Model again."
                            .formatted(String.join(", ", readers)));
        }
        var commit = reviewing.isPresent() ? reviewed(wanted) : commitOf(wanted);
        var path = relocation.sqlPath(subject.folder(), committed);
        // Where a person changed the SQL, or a model that it reads was renamed, the head is what has to be built.
        var same = !commit.changed()
                && path.equals(status.path())
                && wanted.sql().strip().equals(status.sql())
                && status.commit() != null;
        var id = same ? status.commit() : commit.id();
        status = told(wanted, path).withCommit(id);
        return id;
    }

    /** The project's branch as it is, once the answer was merged into it. */
    private Commit reviewed(Answer wanted) throws NotReady {
        var files = subject.snapshot().files();
        var folder = subject.folder();
        Edit edit = snapshot -> relocation.edit(wanted, folder, snapshot.files());
        if (!subject.snapshot().changedBy(edit).isEmpty()) {
            var title = relocation.subject(files).orElse("Answer " + subject.name());
            var text = subject.question().getSpec().text().strip();
            var message = title + "\n\n" + text;
            if (isMergedBut(wanted)) {
                return merged(files, reviewing.get().note(wanted, status, message, edit, conditions));
            }
            var request = reviewing.get().propose(wanted, status, message, edit);
            status = told(wanted, relocation.sqlPath(folder, files)).withPullRequest(request);
            throw reviewing.get().waiting(request);
        }
        return merged(files, reviewing.get().accepted(conditions));
    }

    /** The project's branch as people left it; where they merged something since, that is what has to be built. */
    private Commit merged(Map<String, String> files, QuestionStatus.PullRequest request) {
        var news = !Objects.equals(request, status.pullRequest());
        committed = files;
        status = status.withPullRequest(request);
        return new Commit(subject.snapshot().commit(), news);
    }

    /** Whether a person merged the SQL, faster than it could be noted beside it on the branch what dbt says of it. */
    private boolean isMergedBut(Answer wanted) {
        return subject.inRepository()
                .filter(merged -> merged.toBeChecked()
                        && wanted.edited()
                        && merged.sqlHash().equals(wanted.sqlHash())
                        && merged.key().equals(wanted.key())
                        && merged.materialized().equals(wanted.materialized())
                        && merged.origin().equals(wanted.origin()))
                .isPresent();
    }

    private QuestionStatus told(Answer wanted, String path) {
        return status.withSql(wanted.sql().strip())
                .withPath(path)
                .withKey(wanted.key())
                .withSqlHash(wanted.sqlHash())
                .withWarnings(warnings(wanted))
                .withReferences(wanted.references())
                .withDescription(description(wanted))
                .withGrain(wanted.grain())
                .withJoins(wanted.joins())
                .withColumns(wanted.columns().stream()
                        .map(c -> new ColumnInfo(
                                c.name(), c.type(), c.description().isEmpty() ? null : c.description()))
                        .toList());
    }

    /** SQL written by hand has none but the question. */
    private static String description(Answer answer) {
        return answer.description().isEmpty() || answer.description().equals(answer.question())
                ? null
                : answer.description();
    }

    private Commit commitOf(Answer wanted) throws NotReady {
        var files = subject.snapshot().files();
        var keep = wanted.origin().keepOldName();
        var folder = subject.folder();
        try {
            if (relocation.changesSql(wanted, files)) {
                commit(List.of("move", relocation), snapshot -> relocation.move(keep, snapshot.files()));
            }
            if (status.path() == null) {
                // It may be there before this Question is looked at again.
                status = status.withPath(relocation.sqlPath(folder, files));
            }
            var commit =
                    commit(List.of(wanted, relocation), snapshot -> relocation.edit(wanted, folder, snapshot.files()));
            committed = services.repositories()
                    .seen(RepositoryPlaces.id(subject.project()), subject.location())
                    .files();
            return commit;
        } catch (GitException e) {
            throw NotReady.retrying(COMMITTED, e.reason().name(), e.getMessage());
        }
    }

    /** @param of what makes it the same change as another */
    private Commit commit(Object of, Edit edit) throws NotReady, GitException {
        var title = relocation.subject(subject.snapshot().files()).orElse("Answer " + subject.name());
        var text = subject.question().getSpec().text().strip();
        var where =
                new CommitQueue.Where(RepositoryPlaces.id(subject.project()), subject.location(), subject.commits());
        var who = CommitQueue.Who.of(subject.question(), peers.goingToCommit());
        return services.commits().commit(where, subject.snapshot(), who, new Change(of, title, text, edit), COMMITTED);
    }

    /** Drops what was left under earlier names, and tells of what is left; a failure is no reason not to be ready. */
    private void drop() {
        var aliases = Aliases.of(subject.name(), committed);
        var left = Leftovers.toDrop(status, aliases);
        if (!subject.question().getSpec().dropRelation() || left.isEmpty()) {
            return;
        }
        var outcome = services.drops().drop(subject.question(), left, conditions);
        again = outcome.again();
        status = Leftovers.dropped(status, left, outcome.left());
    }

    private void build(String commit) throws NotReady {
        if (commit.equals(status.builtCommit())) {
            return;
        }
        // One that was renamed a moment ago is not there yet under its new name.
        var unbuilt = peers.notBuiltByName(status.references());
        if (unbuilt.isPresent()) {
            throw peers.waitingToBuild(BUILT, unbuilt.get());
        }
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("commit", commit);
        var select = input.putArray("select").add(subject.name());
        Aliases.of(subject.name(), committed).forEach(select::add);
        input.put("fullRefresh", false);
        if (!subject.rebuild().isEmpty()) {
            // It tells this task from the one that failed.
            input.put("again", subject.rebuild());
        }
        var step = new ProjectTasks.Step(BUILT, "Building", "dbt is building the model at commit " + commit + ".");
        var result = services.tasks().done(subject, "build", input, step, conditions);
        if (!result.path("ok").asBoolean()) {
            throw NotReady.failed(BUILT, "BuildFailed", failures(result));
        }
        status = Leftovers.builtNow(status, relation(result)).withBuiltCommit(commit);
    }

    private String relation(JsonNode result) {
        for (JsonNode node : result.path("nodes")) {
            var id = node.path("uniqueId").asText();
            if (id.startsWith("model.") && id.endsWith("." + subject.name())) {
                return node.path("relation").asText(null);
            }
        }
        return null;
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
