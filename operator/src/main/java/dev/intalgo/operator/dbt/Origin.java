package dev.intalgo.operator.dbt;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What else the Question of an answer says, so that its manifest can be written again from the repository alone.
 *
 * @param object       the object's name; empty where it is not known
 * @param sql          the SQL that a person wrote in the Question; empty where an LLM was asked
 * @param tags         the dbt tags that it asks for
 * @param delete       whether the answer's files go with the Question
 * @param dropRelation whether what dbt built goes too
 * @param keepOldName  whether a view keeps an earlier name
 */
@RecordBuilder
public record Origin(
        String object, String sql, List<String> tags, boolean delete, boolean dropRelation, boolean keepOldName) {
    public static final Origin UNKNOWN = new Origin("", "", List.of(), false, false, false);

    public Origin {
        object = object == null ? "" : object;
        sql = sql == null ? "" : sql.strip();
        tags = tags == null ? List.of() : List.copyOf(tags);
    }
}
