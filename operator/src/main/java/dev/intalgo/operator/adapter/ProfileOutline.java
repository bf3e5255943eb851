package dev.intalgo.operator.adapter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a dbt profile's target is known without its secrets.
 *
 * @param adapter the kind of database
 * @param method  how it says who it is; empty where a profile written by hand does it in no way known here
 * @param keys    the keys that have a value, as the descriptor calls them
 * @param values  the values of those that no credential and no template has
 */
public record ProfileOutline(Adapter adapter, Optional<Method> method, Set<String> keys, Map<String, String> values) {
    public ProfileOutline {
        keys = Set.copyOf(keys);
        values = Map.copyOf(values);
    }

    /** Why DataHub cannot read the catalog with such a profile; empty where it can. */
    public Optional<String> withoutDataHub() {
        if (adapter.dataHub() == null) {
            return Optional.of("DataHub has no source for " + adapter.title());
        }
        return method.map(Method::withoutDataHub).filter(why -> !why.isEmpty());
    }
}
