package dev.intalgo.operator.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.operator.connection.Database;
import dev.intalgo.operator.job.ConnectionAccess;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a Deployment's models are built.
 *
 * @param connection the Connection as it is
 * @param access how pods reach the database, with the schema to build in
 * @param name what dbt calls the target; empty: what the Connection's profile calls it
 * @param schema the schema, where it is known
 * @param database the database, where it is another than the project's and its name is known
 */
record Place(
        Database connection,
        ConnectionAccess access,
        Optional<String> name,
        Optional<String> schema,
        Optional<String> database) {

    /** As the runner's graph task has it. */
    ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode();
        name.ifPresent(value -> json.put("name", value));
        schema.ifPresent(value -> json.put("schema", value));
        database.ifPresent(value -> json.put("database", value));
        return json;
    }

    /** What tells a pod that builds here of the name. */
    Map<String, String> variables() {
        return name.map(value -> Map.of("INTALGO_ENVIRONMENT", value)).orElse(Map.of());
    }

    /** What tells a pod that this is where the other commit, which it compares with, was built. */
    Map<String, String> stateVariables() {
        Map<String, String> variables = new TreeMap<>();
        name.or(access::target).ifPresent(value -> variables.put("INTALGO_STATE_ENVIRONMENT", value));
        schema.ifPresent(value -> variables.put("INTALGO_STATE_SCHEMA", value));
        database.ifPresent(value -> variables.put("INTALGO_STATE_DATABASE", value));
        return variables;
    }
}
