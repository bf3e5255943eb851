package dev.intalgo.operator.target;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The environment variables of a pod. */
final class Variables {
    private Variables() {}

    /**
     * One variable.
     *
     * @param value its value; null where a Secret has it
     * @param secret where its value is; null where it is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Variable(String name, String value, SecretKey secret) {}

    /** A key of a Kubernetes Secret. */
    record SecretKey(String name, String key) {}

    /** Those of dbt's container, apart from those that only pods have a use for: the cluster's own addresses. */
    static List<Variable> of(Run run) {
        List<Variable> found = new ArrayList<>();
        for (JsonNode env : PodTemplates.container(run.podTemplate()).path("env")) {
            String name = env.path("name").asText();
            JsonNode secret = env.at("/valueFrom/secretKeyRef");
            if (secret.isObject()) {
                var key = new SecretKey(
                        secret.path("name").asText(), secret.path("key").asText());
                found.add(new Variable(name, null, key));
            } else if (env.hasNonNull("value")) {
                found.add(new Variable(name, env.path("value").asText(), null));
            }
        }
        return List.copyOf(found);
    }

    /** The Secrets of which each key is a variable. */
    static List<String> wholeSecrets(Run run) {
        List<String> found = new ArrayList<>();
        for (JsonNode from : PodTemplates.container(run.podTemplate()).path("envFrom")) {
            JsonNode name = from.at("/secretRef/name");
            if (name.isTextual()) {
                found.add(name.asText());
            }
        }
        return List.copyOf(found);
    }

    /** The names of those that Secrets have. */
    static List<String> secrets(Run run) {
        return of(run).stream()
                .filter(variable -> variable.secret() != null)
                .map(Variable::name)
                .toList();
    }
}
