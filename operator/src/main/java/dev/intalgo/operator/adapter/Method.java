package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One way to say who one is to a database.
 *
 * @param title         what people call it, as it goes after "authentication by"
 * @param needs         the keys of the profile that it cannot do without
 * @param optional      the keys that go with it; a key that no method of the adapter names goes with all
 * @param fixed         keys that it gives a value
 * @param explicit      whether it is meant only where the settings have one of the fixed values: its keys alone do not
 *                      tell it from a method with a key forgotten
 * @param withoutDataHub why DataHub's source cannot do it, or empty: then the catalog is read by the dbt adapter
 * @param config        what it adds to the configuration of DataHub's source
 * @param environment   variables that it adds to the environment of DataHub
 */
public record Method(
        String title,
        List<String> needs,
        List<String> optional,
        Map<String, String> fixed,
        boolean explicit,
        String withoutDataHub,
        @JsonProperty("datahub") ObjectNode config,
        Map<String, String> environment) {

    public Method {
        needs = needs == null ? List.of() : List.copyOf(needs);
        optional = optional == null ? List.of() : List.copyOf(optional);
        fixed = fixed == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fixed));
        withoutDataHub = withoutDataHub == null ? "" : withoutDataHub.strip();
        config = config == null ? JsonNodeFactory.instance.objectNode() : config;
        environment = environment == null ? Map.of() : Map.copyOf(environment);
    }

    /** All keys that go with it and not with every method. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(needs);
        keys.addAll(optional);
        keys.addAll(fixed.keySet());
        return keys;
    }
}
