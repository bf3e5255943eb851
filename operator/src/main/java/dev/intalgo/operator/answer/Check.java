package dev.intalgo.operator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.operator.answer.Draft.Said;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerBuilder;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.ModelColumn;
import dev.intalgo.operator.sql.Finding;
import dev.intalgo.operator.sql.FunctionRules;
import dev.intalgo.operator.sql.ModelInfo;
import dev.intalgo.operator.sql.PlainSql;
import dev.intalgo.operator.sql.Relations;
import dev.intalgo.operator.sql.Review;
import dev.intalgo.operator.sql.Rewrite;
import dev.intalgo.operator.sql.SqlRejected;
import dev.intalgo.operator.sql.SqlRewriter;
import dev.intalgo.operator.sql.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * SQL on its way to a verdict: what can be said without the database is said when this is made, the rest is a task for
 * the worker.
 */
public final class Check {
    /** Rows that are looked at. */
    private static final int ROWS = 100;

    private final Brief brief;
    private final Said said;
    private final Draft draft;
    private final Rewrite rewrite;
    /** Where the SQL is in the repository; null where it is to be written there. */
    private final String path;

    private Check(Brief brief, Said said, Draft draft, Rewrite rewrite, String path) {
        this.brief = brief;
        this.said = said;
        this.draft = draft;
        this.rewrite = rewrite;
        this.path = path;
    }

    /** @throws SqlRejected where the SQL is more than one SELECT, or names what does not exist */
    public static Check of(Brief brief, Said said, Draft draft) throws SqlRejected {
        var relations = Relations.of(brief.known(), brief.models(), brief.self());
        var rules = new FunctionRules(brief.functions(), brief.adapter().deniedFunctions());
        var rewrite = SqlRewriter.rewrite(said.sql(), brief.adapter().name(), rules, relations);
        return new Check(brief, said, draft, rewrite, null);
    }

    /**
     * SQL that a person edited in the repository: as it is there, with all Jinja that dbt takes. What it may do is for
     * dbt and the database to say, as of any model that people write.
     */
    public static Check edited(Brief brief, Answer edited) {
        var said = new Said(edited.sql(), "", List.of(), edited.grain(), List.of(), null, List.of(), null, null);
        var rewrite = new Rewrite(
                edited.sql(), PlainSql.references(edited.sql()), new Review(List.of(), List.of()), List.of());
        var path = AnswerFiles.sqlPath(edited.name(), edited.mode(), brief.files())
                .orElse(AnswerFiles.newSqlPath(edited.name(), edited.mode(), "", brief.files()));
        return new Check(brief, said, Draft.empty(edited.key()), rewrite, path);
    }

    /** What the SQL reads. */
    public List<Target> references() {
        return rewrite.references();
    }

    /** The input of the worker's task {@code validate}. */
    public ObjectNode task() {
        ObjectNode task = work().put("commit", brief.commit());
        var files = task.putObject("files");
        if (path != null) {
            files.put(path, rewrite.dbtSql());
            return task;
        }
        AnswerFiles.write(answer(List.of()), brief.files()).forEach((file, text) -> {
            if (text != null) {
                files.put(file, text);
            }
        });
        return task;
    }

    /**
     * What of the {@link #task} the verdict is about. Where it is checked is not part of it: every commit of another
     * answer would have it checked again.
     */
    public ObjectNode essence() {
        return work().put("slice", QuestionKey.slice(brief.catalog(), rewrite.references()));
    }

    private ObjectNode work() {
        var candidate = answer(List.of());
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("name", candidate.name());
        input.put("mode", brief.mode() == Mode.MODEL ? "Model" : "Analysis");
        input.put("sql", candidate.sql());
        input.put("explain", brief.adapter().explain());
        var readOnly = input.putArray("readOnly");
        brief.adapter().readOnly().forEach(readOnly::add);
        input.put("limit", ROWS);
        var columns = input.putArray("columns");
        said.columns().forEach(c -> columns.add(c.name()));
        var grain = input.putArray("grain");
        said.grain().forEach(grain::add);
        var probes = input.putArray("probes");
        rewrite.review()
                .probes()
                .forEach(p -> probes.addObject()
                        .put("code", p.code())
                        .put("message", p.message())
                        .put("sql", p.dbtSql()));
        input.put("preview", brief.preview());
        return input;
    }

    /** @param result what the worker said to the {@link #task} */
    public Verdict verdict(JsonNode result) {
        if (!result.path("ok").asBoolean()) {
            return new Verdict.Refused("InvalidSql", result.path("message").asText());
        }
        List<Finding> findings = findings(result);
        // A grain that does not hold must not become a test, which would stop the model from being built.
        boolean unique = findings.stream().noneMatch(f -> f.code().equals("GrainNotUnique"));
        Set<String> nulls = new HashSet<>();
        result.path("nulls").forEach(name -> nulls.add(name.asText()));
        boolean tested = said.grain().size() != 1 || nulls.isEmpty();
        List<String> grain = unique && tested ? said.grain() : List.of();
        return new Verdict.Accepted(
                answer(columns(result, grain, nulls)).withGrain(grain),
                findings.stream().map(f -> f.code() + ": " + f.message()).toList(),
                preview(result),
                result.path("result").asText());
    }

    /** Those of the SQL, then those of its result, each once. */
    private List<Finding> findings(JsonNode result) {
        Set<Finding> findings = new LinkedHashSet<>(rewrite.review().findings());
        result.path("findings")
                .forEach(f -> findings.add(
                        new Finding(f.path("code").asText(), f.path("message").asText())));
        return List.copyOf(findings);
    }

    private Answer answer(List<ModelColumn> columns) {
        return AnswerBuilder.builder()
                .name(brief.name())
                .mode(brief.mode())
                .sql(rewrite.dbtSql())
                .question(brief.text())
                .clarifications(brief.clarifications())
                .description(said.description())
                .columns(columns)
                .materialized(brief.materialized())
                .key(brief.key())
                .slice(QuestionKey.slice(brief.catalog(), rewrite.references()))
                .llm(draft.model())
                .inputTokens(draft.inputTokens())
                .outputTokens(draft.outputTokens())
                .references(names(rewrite.references()))
                .grain(said.grain())
                .joins(said.joins())
                .build();
    }

    /** As {@link Answer#references()} has them. */
    public static List<String> names(Collection<Target> references) {
        return references.stream()
                .map(target -> switch (target) {
                    case Target.Source source -> "source." + source.source() + "." + source.table();
                    case Target.Ref ref -> "ref." + ref.model();
                })
                .toList();
    }

    /** @param nulls columns of the grain that have been seen to be null */
    private List<ModelColumn> columns(JsonNode result, List<String> grain, Set<String> nulls) {
        Map<String, String> descriptions = new HashMap<>();
        Set<String> notNull = new HashSet<>();
        rewrite.passed().forEach(passed -> {
            described(passed).ifPresent(text -> descriptions.put(passed.name(), text));
            if (passed.neverNull() && grain.isEmpty()) {
                notNull.add(passed.name());
            }
        });
        said.columns().stream()
                .filter(column -> !column.description().isBlank())
                .forEach(column -> descriptions.put(column.name(), column.description()));
        if (grain.size() > 1) {
            notNull.addAll(grain);
        }
        notNull.removeAll(nulls);
        List<ModelColumn> columns = new ArrayList<>();
        result.path("columns").forEach(c -> {
            String name = c.path("name").asText();
            columns.add(new ModelColumn(
                    name, c.path("type").asText(), descriptions.getOrDefault(name, ""), notNull.contains(name)));
        });
        return columns;
    }

    /** What is said of the column where it comes from. */
    private Optional<String> described(Rewrite.Passed passed) {
        Optional<String> text = switch (passed.relation()) {
            case Target.Source(String source, String table) ->
                brief.known()
                        .findInSource(source, table)
                        .flatMap(found -> found.column(passed.column()))
                        .map(Column::description);
            case Target.Ref(String model) ->
                brief.models().stream()
                        .filter(m -> m.name().equals(model))
                        .flatMap(m -> m.columns().stream())
                        .filter(c -> c.name().equals(passed.column()))
                        .map(ModelInfo.Column::description)
                        .findFirst();
        };
        return text.filter(t -> !t.isBlank());
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
}
