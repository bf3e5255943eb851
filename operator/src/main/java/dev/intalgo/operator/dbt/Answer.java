package dev.intalgo.operator.dbt;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The answer to a question as the dbt project keeps it: SQL, and what is known of it.
 *
 * @param name         the model's or analysis's name
 * @param mode         which of the two it is
 * @param sql          the SQL with {@code source()} and {@code ref()}
 * @param question     the question as it was asked, or empty
 * @param description  what it tells, for people
 * @param columns      the columns that it gives out
 * @param materialized how dbt keeps it; empty for the project's default
 * @param key          the hash of all that went into the answer
 * @param slice        the hash of the part of the catalog that it reads
 * @param llm          the LLM that wrote it; empty where a person did
 * @param inputTokens  tokens the LLM read for it
 * @param outputTokens tokens the LLM wrote for it
 * @param references   what it reads, as {@code source.schema.table} and {@code ref.model}
 * @param grain        the columns that tell one row from another; empty if unknown
 * @param joins        how the LLM's SQL joins what it reads, one sentence each
 * @param edited       whether a person changed the SQL in the repository since it was written; their SQL is {@code sql}
 * @param confirmed    whether a person said that this SQL is right
 * @param clarifications what the LLM asked back, with a person's answers
 * @param warnings     what is worth a look though dbt and the database accept it
 * @param checked      of SQL that a person edited, the hash of that which dbt and the database accepted last; empty if
 *     none
 * @param origin       what else its Question says
 */
@RecordBuilder
public record Answer(
        String name,
        Mode mode,
        String sql,
        String question,
        String description,
        List<ModelColumn> columns,
        String materialized,
        String key,
        String slice,
        String llm,
        long inputTokens,
        long outputTokens,
        List<String> references,
        List<String> grain,
        List<String> joins,
        boolean edited,
        boolean confirmed,
        List<Exchange> clarifications,
        List<String> warnings,
        String checked,
        Origin origin)
        implements AnswerBuilder.With {

    public Answer {
        question = question == null ? "" : question.strip();
        description = description == null ? "" : description.strip();
        columns = List.copyOf(columns);
        materialized = materialized == null ? "" : materialized;
        key = key == null ? "" : key;
        slice = slice == null ? "" : slice;
        llm = llm == null ? "" : llm;
        references = List.copyOf(references);
        grain = grain == null ? List.of() : List.copyOf(grain);
        joins = joins == null ? List.of() : List.copyOf(joins);
        clarifications = clarifications == null ? List.of() : List.copyOf(clarifications);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        checked = checked == null ? "" : checked;
        origin = origin == null ? Origin.UNKNOWN : origin;
    }

    /** Whether a person stands for the SQL: wrote, edited or confirmed it. */
    public boolean trusted() {
        return edited || confirmed || llm.isEmpty();
    }

    /** Whether a person edited the SQL, and dbt and the database have not been asked about it. */
    public boolean toBeChecked() {
        return edited && !checked.equals(sqlHash());
    }

    /** 16 hexadecimal digits that name this SQL. */
    public String sqlHash() {
        return AnswerMeta.sqlHash(sql);
    }

    /** The same answer under another name, with SQL to match. */
    public Answer named(String newName, String newSql) {
        return withName(newName).withSql(newSql);
    }

    /** The same answer, reading a model that has another name now, with SQL to match. */
    Answer reading(String oldModel, String newModel, String newSql) {
        var renamed = references.stream()
                .map(reference -> reference.equals("ref." + oldModel) ? "ref." + newModel : reference)
                .toList();
        return withSql(newSql).withReferences(renamed);
    }
}
