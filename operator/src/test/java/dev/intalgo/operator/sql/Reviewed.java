package dev.intalgo.operator.sql;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A shop whose catalog says as much as a database's does: types, what may be null, keys. */
final class Reviewed {
    private static final Pattern REFERENCE = Pattern.compile("-> (\\w+)\\.(\\w+)");

    /** Columns as {@code name type [key] [null] [-> table.column]}. */
    private static final Catalog CATALOG = new Catalog(List.of(
            table(
                    "customers",
                    "id INTEGER key, name TEXT, email TEXT null, country TEXT, referrer_id INTEGER null -> customers.id,"
                            + " created_at TIMESTAMP WITH TIME ZONE, born DATE null"),
            table(
                    "orders",
                    "id BIGINT key, customer_id INTEGER -> customers.id, total NUMERIC(10:2), discount NUMERIC(10:2) null,"
                            + " status TEXT, ordered_at TIMESTAMP WITH TIME ZONE, shipped_on DATE null,"
                            + " paid_at TIMESTAMP WITHOUT TIME ZONE null, coupon_id INTEGER null -> coupons.id"),
            table(
                    "order_items",
                    "order_id BIGINT key -> orders.id, line INTEGER key, product_id INTEGER -> products.id,"
                            + " quantity INTEGER, price NUMERIC(10:2)"),
            table(
                    "products",
                    "id INTEGER key, title TEXT, category TEXT, price NUMERIC(10:2), stock INTEGER, weight NUMERIC null"),
            table(
                    "payments",
                    "id INTEGER key, order_id BIGINT -> orders.id, amount NUMERIC(10:2), paid_at TIMESTAMP WITH TIME ZONE"),
            table(
                    "tickets",
                    "id INTEGER key, customer_id INTEGER null -> customers.id, opened_at TIMESTAMP WITHOUT TIME ZONE,"
                            + " hours NUMERIC"),
            table("coupons", "id INTEGER key, code TEXT, percent INTEGER"),
            table("blocked", "customer_id INTEGER null, since DATE"),
            table("events", "user_id INTEGER null, kind TEXT, at TIMESTAMP WITH TIME ZONE"),
            table("taxes", "tax NUMERIC, shift INTEGER"),
            new Table(
                    "shop",
                    "public",
                    "order_totals",
                    Table.Kind.VIEW,
                    "",
                    List.of(
                            new Column("order_id", "BIGINT", true, false, ""),
                            new Column("total", "NUMERIC", true, false, "")),
                    List.of())));

    private static final List<ModelInfo> MODELS = List.of(new ModelInfo(
            "daily_sales",
            "analytics",
            List.of(
                    new ModelInfo.Column("day", "date", ""),
                    new ModelInfo.Column("country", "text", ""),
                    new ModelInfo.Column("revenue", "numeric", "")),
            ""));

    private Reviewed() {}

    static Review review(String sql) throws SqlRejected {
        return review(sql, "postgres");
    }

    static Review review(String sql, String adapter) throws SqlRejected {
        return SqlRewriter.rewrite(sql, adapter, FunctionRules.KNOWN, Relations.of(CATALOG, MODELS, null))
                .review();
    }

    /** The codes of all that is found, of what is to be found in the rows in the end. */
    static List<String> codes(String sql) throws SqlRejected {
        Review review = review(sql);
        return Stream.concat(
                        review.findings().stream().map(Finding::code),
                        review.probes().stream().map(Probe::code))
                .distinct()
                .toList();
    }

    private static Table table(String name, String columns) {
        List<Column> all = new ArrayList<>();
        List<ForeignKey> keys = new ArrayList<>();
        for (String column : columns.split(", ?")) {
            String[] words = column.strip().split(" ", 2);
            String type = words[1].replaceAll("( key| null|->.*)+", "").strip().replace(':', ',');
            all.add(new Column(words[0], type, column.contains(" null"), column.contains(" key"), ""));
            Matcher reference = REFERENCE.matcher(column);
            if (reference.find()) {
                keys.add(new ForeignKey(List.of(words[0]), "public", reference.group(1), List.of(reference.group(2))));
            }
        }
        return new Table("shop", "public", name, Table.Kind.TABLE, "", all, keys);
    }
}
