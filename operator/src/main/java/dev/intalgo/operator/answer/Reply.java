package dev.intalgo.operator.answer;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON that the LLM writes; the schema of it is made from this class. The plan comes before the SQL, so that it is
 * thought of before.
 */
@JsonPropertyOrder({"outcome", "plan", "sql", "description", "clarification", "choices", "missing"})
@JsonIgnoreProperties(ignoreUnknown = true)
final class Reply {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private static final Pattern THOUGHTS = Pattern.compile("(?s)^\\s*<think(?:ing)?>.*?</think(?:ing)?>");
    private static final Pattern SQL_FENCE = Pattern.compile("(?is)```sql\\s+(.*?)```");
    /** Where an answer that starts later than this is no longer looked for. */
    private static final int LONGEST_PREAMBLE = 20_000;

    /** What the LLM can do with the question. */
    public enum Outcome {
        @JsonProperty("answer")
        ANSWER,
        @JsonProperty("clarify")
        CLARIFY,
        // The schema that the SDK makes has the constant's own name.
        @JsonProperty("notInData")
        @JsonAlias("NOT_IN_DATA")
        NOT_IN_DATA
    }

    @JsonPropertyDescription("answer, clarify or notInData")
    public Outcome outcome;

    @JsonPropertyDescription("How the question is answered; empty lists unless the outcome is answer")
    public Plan plan;

    @JsonPropertyDescription("One SELECT statement; empty unless the outcome is answer")
    public String sql;

    @JsonPropertyDescription(
            "What the result is, for people who do not see the SQL; empty unless the outcome is answer")
    public String description;

    @JsonPropertyDescription("The question back; empty unless the outcome is clarify")
    public String clarification;

    @JsonPropertyDescription("Possible answers to the question back; empty unless the outcome is clarify")
    public List<String> choices;

    @JsonPropertyDescription("The data that would be needed; empty unless the outcome is notInData")
    public String missing;

    /** What the SQL does. */
    @JsonPropertyOrder({"grain", "joins", "columns"})
    @JsonIgnoreProperties(ignoreUnknown = true)
    static final class Plan {
        @JsonPropertyDescription("The output columns that tell one row from another")
        public List<String> grain;

        @JsonPropertyDescription("The joins, one sentence each")
        public List<String> joins;

        @JsonPropertyDescription("Every output column, in order")
        public List<PlannedColumn> columns;
    }

    /** An output column. */
    @JsonPropertyOrder({"name", "description"})
    @JsonIgnoreProperties(ignoreUnknown = true)
    static final class PlannedColumn {
        public String name;
        public String description;
    }

    /**
     * Reads what the LLM wrote. Where nothing held it to JSON there may be thoughts before it, a fence around it, or
     * nothing but the SQL in a fence.
     *
     * @throws LlmException where there is no answer in the text
     */
    static Reply parse(String text) throws LlmException {
        String said = THOUGHTS.matcher(text).replaceAll("");
        String where = "";
        for (int at = said.indexOf('{'); at >= 0; at = said.indexOf('{', at + 1)) {
            try {
                Reply reply = JSON.readValue(said.substring(at), Reply.class);
                if (reply.outcome == null && !text(reply.sql).isEmpty()) {
                    reply.outcome = Outcome.ANSWER;
                }
                if (reply.outcome != null) {
                    return reply;
                }
            } catch (JsonProcessingException e) {
                // The parser's message quotes the text; where it stopped is enough.
                if (where.isEmpty() && e.getLocation() != null) {
                    where = " (line " + e.getLocation().getLineNr() + ")";
                }
            }
            if (at > LONGEST_PREAMBLE) {
                break;
            }
        }
        Matcher fence = SQL_FENCE.matcher(said);
        if (fence.find()) {
            Reply reply = new Reply();
            reply.outcome = Outcome.ANSWER;
            reply.sql = fence.group(1);
            return reply;
        }
        throw bad("it is not the JSON that was asked for, or is cut off" + where);
    }

    static String ofSql(String sql) {
        Reply reply = new Reply();
        reply.outcome = Outcome.ANSWER;
        reply.sql = sql;
        try {
            return JSON.writeValueAsString(reply);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are always written", e);
        }
    }

    Completion completion(Usage usage) throws LlmException {
        return switch (outcome) {
            case ANSWER ->
                new Completion.Sql(required(sql, "SQL"), text(description), columns(), grain(), joins(), usage);
            case CLARIFY -> new Completion.Clarify(required(clarification, "question back"), texts(choices), usage);
            case NOT_IN_DATA -> new Completion.NotInData(required(missing, "account of what is missing"), usage);
        };
    }

    private List<ColumnPlan> columns() {
        if (plan == null || plan.columns == null) {
            return List.of();
        }
        return plan.columns.stream()
                .filter(c -> c != null && !text(c.name).isEmpty())
                .map(c -> new ColumnPlan(text(c.name), text(c.description)))
                .toList();
    }

    private List<String> grain() {
        return plan == null ? List.of() : texts(plan.grain);
    }

    private List<String> joins() {
        return plan == null ? List.of() : texts(plan.joins);
    }

    private static String required(String text, String what) throws LlmException {
        String value = unfenced(text(text));
        if (value.isEmpty()) {
            throw bad("it has no " + what);
        }
        return value;
    }

    private static String text(String text) {
        return text == null ? "" : text.strip();
    }

    private static List<String> texts(List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream()
                        .filter(Objects::nonNull)
                        .map(String::strip)
                        .filter(t -> !t.isEmpty())
                        .toList();
    }

    /** Without the Markdown fence that models like to put around code. */
    private static String unfenced(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("```") || !stripped.endsWith("```") || stripped.length() < 6) {
            return stripped;
        }
        int firstLine = stripped.indexOf('\n');
        return firstLine < 0
                ? stripped
                : stripped.substring(firstLine, stripped.length() - 3).strip();
    }

    private static LlmException bad(String why) {
        return new LlmException(LlmException.Reason.LlmBadAnswer, "The LLM's answer cannot be used: " + why + ".");
    }
}
