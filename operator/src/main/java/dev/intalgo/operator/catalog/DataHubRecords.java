package dev.intalgo.operator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads what DataHub's file sink writes: one array that mixes snapshots ({@code proposedSnapshot}, with several aspects
 * of one dataset) and single aspects. Datasets that are marked as removed or have no schema are left out.
 *
 * <p>A primary key's columns are known, but not their order in the key. DataHub puts a foreign key into the referring
 * table's schema where the other table is in the connection's search path; if there is no such table there but exactly
 * one of that name elsewhere, that one is meant.
 */
public final class DataHubRecords {
    private DataHubRecords() {}

    /** The tables and views that the records tell of. */
    public static Catalog toCatalog(JsonNode records) {
        Map<String, Map<String, JsonNode>> aspects = new LinkedHashMap<>();
        for (JsonNode record : records) {
            if (record.hasNonNull("proposedSnapshot")) {
                for (JsonNode snapshot : record.get("proposedSnapshot")) {
                    for (JsonNode aspect : snapshot.path("aspects")) {
                        aspect.properties()
                                .forEach(e -> put(
                                        aspects, snapshot.path("urn").asText(), aspectName(e.getKey()), e.getValue()));
                    }
                }
            } else if (record.at("/aspect/json").isObject()) {
                put(
                        aspects,
                        record.path("entityUrn").asText(),
                        record.path("aspectName").asText(),
                        record.at("/aspect/json"));
            }
        }
        Map<String, DataHubDataset> datasets = new LinkedHashMap<>();
        aspects.forEach((urn, found) -> {
            if (found.containsKey("schemaMetadata")
                    && !found.getOrDefault("status", found.get("schemaMetadata"))
                            .path("removed")
                            .asBoolean()) {
                datasets.put(urn, new DataHubDataset(urn, found));
            }
        });
        return new Catalog(resolve(datasets));
    }

    private static void put(
            Map<String, Map<String, JsonNode>> aspects, String urn, String aspectName, JsonNode aspect) {
        if (urn.startsWith(DataHubDataset.URN)) {
            aspects.computeIfAbsent(urn, u -> new HashMap<>()).put(aspectName, aspect);
        }
    }

    /** {@code schemaMetadata} for {@code com.linkedin.pegasus2avro.schema.SchemaMetadata}. */
    private static String aspectName(String className) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return simple.isEmpty() ? "" : simple.substring(0, 1).toLowerCase(Locale.ROOT) + simple.substring(1);
    }

    private static List<Table> resolve(Map<String, DataHubDataset> datasets) {
        Map<String, List<DataHubDataset>> byName = new HashMap<>();
        datasets.values()
                .forEach(d ->
                        byName.computeIfAbsent(d.name(), n -> new ArrayList<>()).add(d));
        return datasets.values().stream()
                .map(d -> d.table(d.foreignKeys().stream()
                        .map(key -> resolve(key, datasets, byName))
                        .filter(Objects::nonNull)
                        .toList()))
                .toList();
    }

    /** The key with the schema and name of the table it refers to, or null if that is not among the datasets. */
    private static ForeignKey resolve(
            DataHubDataset.Reference key,
            Map<String, DataHubDataset> datasets,
            Map<String, List<DataHubDataset>> byName) {
        DataHubDataset found = datasets.get(key.dataset());
        if (found == null) {
            List<DataHubDataset> named = Stream.ofNullable(byName.get(DataHubDataset.lastName(key.dataset())))
                    .flatMap(List::stream)
                    .filter(d -> d.hasColumns(key.referencedColumns()))
                    .toList();
            found = named.size() == 1 ? named.getFirst() : null;
        }
        return found == null || key.columns().size() != key.referencedColumns().size()
                ? null
                : new ForeignKey(key.columns(), found.schema(), found.name(), key.referencedColumns());
    }
}
