package dev.intalgo.operator.job;

import java.util.Map;
import java.util.Set;

/**
 * What all pods that the operator makes have in common.
 *
 * @param image the runner image, which has the adapters of PostgreSQL and DuckDB
 * @param adapterImages the images of other adapters by their names, over what is made of {@code image}
 * @param url where the operator is, as pods see it, without a slash at its end
 * @param caPem the certificate, in PEM, that the operator's is checked against
 */
public record RunnerSettings(String image, Map<String, String> adapterImages, String url, String caPem) {
    /** The adapters with an image of their own: the lock files in {@code runner/adapters} that the first one is not for. */
    static final Set<String> WITH_IMAGE = Set.of(
            "athena",
            "bigquery",
            "clickhouse",
            "databricks",
            "mysql",
            "oracle",
            "redshift",
            "snowflake",
            "spark",
            "sqlite",
            "sqlserver",
            "trino");

    /** Adapters that come in the package of another. */
    private static final Map<String, String> IN_PACKAGE_OF = Map.of("mariadb", "mysql", "mysql5", "mysql");

    public RunnerSettings {
        adapterImages = Map.copyOf(adapterImages);
    }

    /**
     * The image that has a dbt adapter: {@code intalgo/runner-mysql:1.2} where {@code image} is
     * {@code intalgo/runner:1.2}. Of an adapter that has none, {@code image}: the runner says that it is not in there.
     */
    public String image(String adapter) {
        String name = IN_PACKAGE_OF.getOrDefault(adapter, adapter);
        if (adapterImages.containsKey(adapter) || adapterImages.containsKey(name)) {
            return adapterImages.getOrDefault(adapter, adapterImages.get(name));
        }
        return WITH_IMAGE.contains(name) ? named(name) : image;
    }

    /** A digest says which image it is, so that no other can be made of it. */
    private String named(String adapter) {
        if (image.contains("@")) {
            return image;
        }
        // A colon before the last slash is a registry's port.
        int colon = image.indexOf(':', image.lastIndexOf('/') + 1);
        int end = colon < 0 ? image.length() : colon;
        return image.substring(0, end) + "-" + adapter + image.substring(end);
    }
}
