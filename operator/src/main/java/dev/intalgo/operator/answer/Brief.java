package dev.intalgo.operator.answer;

import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.dbt.Exchange;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.sql.ModelInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A question with all that its answer is made from.
 *
 * @param name           the dbt name of the model or analysis
 * @param mode           which of the two it becomes
 * @param text           the question
 * @param clarifications what the LLM asked back before, with a person's answers
 * @param instructions   what the project says about its data, or empty
 * @param materialized   how dbt keeps a model; empty for the project's default
 * @param key            the hash of what was asked, from {@link QuestionKey}
 * @param adapter        the database's kind
 * @param functions      people's own functions that SQL may call
 * @param catalog        its tables, as the database has them
 * @param known          the same with what the project's people say of them, and what is inferred
 * @param models         the project's models
 * @param files          the dbt project's files, by path
 * @param commit         the commit that they are of
 * @param preview        whether the first rows of the result may be shown
 */
public record Brief(
        String name,
        Mode mode,
        String text,
        List<Exchange> clarifications,
        String instructions,
        String materialized,
        String key,
        Adapter adapter,
        Set<String> functions,
        Catalog catalog,
        Catalog known,
        List<ModelInfo> models,
        Map<String, String> files,
        String commit,
        boolean preview) {

    public Brief {
        clarifications = List.copyOf(clarifications);
        instructions = instructions == null ? "" : instructions;
        materialized = materialized == null ? "" : materialized;
        functions = Set.copyOf(functions);
        models = List.copyOf(models);
    }

    /** The model that is being made, which must not read itself; null for an analysis. */
    public String self() {
        return mode == Mode.MODEL ? name : null;
    }
}
