package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Table;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Where DataHub's web interface shows things.
 *
 * @param ui its URL, without a slash at its end
 * @param platform what DataHub calls the kind of database
 * @param databases whether a table's name in DataHub begins with its database's
 */
public record DataHubPages(String ui, String platform, boolean databases) {
    /** The pages of what a Connection reaches; empty where it names no web interface, or nothing is in DataHub yet. */
    public static Optional<DataHubPages> of(Connection connection, Catalog catalog) {
        var datahub = connection.getSpec().datahub();
        var status = connection.getStatus();
        return datahub == null || datahub.ui() == null || status == null || status.datahub() == null
                ? Optional.empty()
                : Optional.of(new DataHubPages(datahub.ui(), status.datahub().platform(), databases(catalog)));
    }

    /** Whether the names of a catalog's tables in DataHub begin with their databases'. */
    public static boolean databases(Catalog catalog) {
        return catalog.tables().stream().anyMatch(table -> !table.database().isEmpty());
    }

    /** The page of what a URN names, such as {@code urn:li:container:0123}. */
    static String page(String ui, String urn) {
        var type = urn.split(":", 4)[2];
        // A path has no + for a blank.
        var encoded = URLEncoder.encode(urn, StandardCharsets.UTF_8).replace("+", "%20");
        return ui.replaceAll("/+$", "") + "/" + type + "/" + encoded;
    }

    /**
     * The page of a model.
     *
     * @param relation what dbt built, as {@code database.schema.name}
     */
    public String model(String relation) {
        var parts = relation.split("\\.", 3);
        var name = !databases && parts.length == 3 ? parts[1] + "." + parts[2] : relation;
        return dataset("dbt", name);
    }

    /** The page of a table of the database. */
    public String table(Table table) {
        var name = table.database().isEmpty() ? table.qualifiedName() : table.database() + "." + table.qualifiedName();
        // DataHub encodes exactly what has a meaning in a URN.
        return dataset(
                platform,
                name.replace("%", "%25").replace(",", "%2C").replace("(", "%28").replace(")", "%29"));
    }

    private String dataset(String of, String name) {
        // As DataHub's source for the database does.
        var known = platform.equals("snowflake") ? name.toLowerCase(Locale.ROOT) : name;
        return page(ui, "urn:li:dataset:(urn:li:dataPlatform:%s,%s,PROD)".formatted(of, known));
    }
}
