package dev.intalgo.operator.sql;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A shop's tables and models, for tests. */
public final class Shop {
    public static final Catalog CATALOG = new Catalog(List.of(
            table("public", "customers", "id", "name", "email", "country", "createdAt"),
            table(
                    "public",
                    "orders",
                    List.of(new ForeignKey(List.of("customer_id"), "public", "customers", List.of("id"))),
                    "id",
                    "customer_id",
                    "total",
                    "status",
                    "ordered_at",
                    "payload"),
            table(
                    "public",
                    "order_items",
                    List.of(new ForeignKey(List.of("order_id"), "public", "orders", List.of("id"))),
                    "order_id",
                    "product_id",
                    "quantity",
                    "price"),
            table("public", "products", "id", "title", "category"),
            table("public", "Weird Name", "id", "Value X"),
            table("public", "ta{{ble", "id"),
            table("crm", "customers", "id", "segment"),
            table("crm", "Leads", "id", "source"),
            table("analytics", "top_customers", "id", "spent")));

    public static final List<ModelInfo> MODELS =
            List.of(model("top_customers", "id", "spent"), model("daily_sales", "day", "revenue"), model("unbuilt"));

    private Shop() {}

    public static Relations relations() {
        return Relations.of(CATALOG, MODELS, "my_model");
    }

    public static Rewrite rewrite(String sql) throws SqlRejected {
        return SqlRewriter.rewrite(
                sql, "postgres", new FunctionRules(Set.of("shop.discount"), Set.of("my_denied*")), relations());
    }

    private static ModelInfo model(String name, String... columns) {
        List<ModelInfo.Column> all =
                Arrays.stream(columns).map(c -> new ModelInfo.Column(c, "", "")).toList();
        return new ModelInfo(name, "analytics", all, "");
    }

    private static Table table(String schema, String name, String... columns) {
        return table(schema, name, List.of(), columns);
    }

    private static Table table(String schema, String name, List<ForeignKey> keys, String... columns) {
        List<Column> all = Arrays.stream(columns)
                .map(c -> new Column(c, "text", !c.equals("id"), c.equals("id"), ""))
                .toList();
        return new Table("shop", schema, name, Table.Kind.TABLE, "", all, keys);
    }
}
