package dev.intalgo.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferredKeysTest {
    /** A table of "name type" columns; one that ends with " PK" is in the primary key. */
    private static Table table(String schema, String name, String... columns) {
        List<Column> list = Arrays.stream(columns)
                .map(c -> c.split(" "))
                .map(c -> new Column(c[0], c.length > 1 ? c[1] : "", true, c.length > 2, ""))
                .toList();
        return new Table("shop", schema, name, Table.Kind.TABLE, "", list, List.of());
    }

    private static final Table CUSTOMERS = table("public", "customers", "id integer PK", "name text");
    private static final Table PLACES = table("public", "places", "geo_id bigint PK", "city text");
    private static final Table CATEGORIES = table("public", "Categories", "CategoryID int PK", "ParentId int");
    private static final Table APP_USERS = table("public", "app_users", "id uuid PK");
    private static final Table COUNTRIES = table("public", "countries", "code char(2) PK", "name text");
    private static final Table ORDERS = table("public", "orders", "id integer PK");
    private static final Table LOGS = table("public", "logs", "log_id integer", "text text");

    /** What a column of a further table refers to, as {@code table.column confidence}; empty where nothing. */
    private static String inferred(Table table, String column, Table... others) {
        List<Table> all = new java.util.ArrayList<>(List.of(others));
        all.add(table);
        Catalog catalog = InferredKeys.added(new Catalog(all), (t, c) -> false);
        return catalog.find(table.schema(), table.name()).orElseThrow().foreignKeys().stream()
                .filter(k -> k.columns().equals(List.of(column)))
                .map(k -> k.table() + "." + k.referencedColumns().getFirst() + " " + k.confidence())
                .findFirst()
                .orElse("");
    }

    private static String inferred(String column, String type) {
        Table table = table("public", "notes", "id integer PK", column + " " + type);
        return inferred(table, column, ORDERS, CUSTOMERS, PLACES, CATEGORIES, APP_USERS, COUNTRIES, LOGS);
    }

    @ParameterizedTest
    @CsvSource({
        "customer_id, integer, customers.id 0.9",
        "customerId, bigint, customers.id 0.9",
        "CUSTOMERID, int, customers.id 0.9",
        "customers_key, numeric(10), customers.id 0.9",
        "billing_customer_id, integer, customers.id 0.75",
        "geo_id, integer, places.geo_id 0.8",
        "billing_geo_id, integer, places.geo_id 0.65",
        "category_id, int, Categories.CategoryID 0.9",
        "CategoryID, int, Categories.CategoryID 0.95",
        "user_id, uuid, app_users.id 0.75",
        "country_code, char(2), countries.code 0.9",
        "log_id, integer, logs.log_id 0.8",
        "purchase_order_id, integer, orders.id 0.75",
    })
    void findsWhatNamesAndTypesSay(String column, String type, String expected) {
        assertThat(inferred(column, type)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "customer_id, text",
        "customer_id, timestamp",
        "customer, integer",
        "customer_code, integer",
        "user_id, integer",
        "paid, integer",
        "parent_id, text",
        "status_id, integer",
    })
    void leavesWhatDoesNotFit(String column, String type) {
        assertThat(inferred(column, type)).isEmpty();
    }

    @Test
    void takesAParentForATableOfTheSameKind() {
        assertThat(inferred(CATEGORIES, "ParentId")).isEqualTo("Categories.CategoryID 0.7");
        assertThat(inferred(CUSTOMERS, "id")).isEmpty();
    }

    @Test
    void takesNoneOfTwoThatFitAsWell() {
        Table orders = table("public", "orders", "user_id uuid");
        Table others = table("public", "web_users", "id uuid PK");
        assertThat(inferred(orders, "user_id", APP_USERS, others)).isEmpty();
    }

    @Test
    void prefersTheSameSchema() {
        Table orders = table("sales", "orders", "customer_id integer");
        Table near = table("sales", "customers", "id integer PK");
        assertThat(inferred(orders, "customer_id", CUSTOMERS)).isEqualTo("customers.id 0.75");
        assertThat(inferred(orders, "customer_id", CUSTOMERS, near)).isEqualTo("customers.id 0.9");
    }

    @Test
    void seesThroughWhatAllNamesBeginWith() {
        Table customers = table("main", "sbCustomer", "sbCustId varchar PK");
        Table tickers = table("main", "sbTicker", "sbTickerId varchar PK");
        Table trades = table("main", "sbTrade", "sbTradeId varchar PK", "sbTrTickerId varchar", "sbTrCustId varchar");
        assertThat(inferred(trades, "sbTrTickerId", customers, tickers)).isEqualTo("sbTicker.sbTickerId 0.75");
        assertThat(inferred(trades, "sbTrCustId", customers, tickers)).isEqualTo("sbCustomer.sbCustId 0.65");
    }

    @Test
    void takesInitialsForAKeyWhereNoneIsDeclared() {
        Table author = table("public", "author", "aid integer", "name text");
        Table keywords = table("public", "publication_keyword", "pid integer", "kid integer");
        Table writes = table("public", "writes", "aid integer", "pid integer");
        assertThat(inferred(writes, "aid", author, keywords)).isEqualTo("author.aid 0.65");
        assertThat(inferred(writes, "pid", author, keywords)).isEmpty();
    }

    @Test
    void leavesDeclaredKeysAndWhatPeopleDecided() {
        Table orders = table("public", "orders", "customer_id integer")
                .withMoreKeys(List.of(new ForeignKey(List.of("customer_id"), "public", "places", List.of("geo_id"))));
        Table lines = table("public", "lines", "customer_id integer");
        Catalog catalog = InferredKeys.added(
                new Catalog(List.of(orders, lines, CUSTOMERS)),
                (t, c) -> t.name().equals("lines"));
        assertThat(catalog.find("public", "orders").orElseThrow()).isEqualTo(orders);
        assertThat(catalog.find("public", "lines").orElseThrow()).isEqualTo(lines);
    }

    @Test
    void isInNoHashOfWhatTheDatabaseSays() {
        Catalog catalog = new Catalog(List.of(CUSTOMERS, table("public", "orders", "customer_id integer")));
        Catalog more = InferredKeys.added(catalog, (t, c) -> false);
        assertThat(new String(catalog.toJson(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("origin", "confidence");
        assertThat(Catalog.fromJson(more.toJson())).isEqualTo(more).isNotEqualTo(catalog);
    }

    @Test
    void isNotTiedUpByTenThousandTables() {
        List<Table> tables = IntStream.range(0, 10_000)
                .mapToObj(i -> table(
                        "s" + i % 7,
                        "thing" + i,
                        IntStream.range(0, 20)
                                .mapToObj(
                                        c -> c == 0 ? "id integer PK" : "thing" + (i * 31 + c) % 10_000 + "_id integer")
                                .toArray(String[]::new)))
                .toList();
        assertThat(InferredKeys.count(new Catalog(tables))).isGreaterThan(150_000);
    }
}
