package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.console.Browser.Answer;
import dev.intalgo.people.Relationship;
import dev.intalgo.people.RelationshipsPage;
import dev.intalgo.people.SchemaEdited;
import dev.intalgo.people.TableDetails;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TableName;
import dev.intalgo.people.TablesPage;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of a database, as people see and describe them. The operator is {@link Recorded}. */
@QuarkusTest
@WithTestResource(RecordedOperator.class)
class SchemaIT {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TableName ORDERS = new TableName("sales", "orders", "sales.orders");
    private static final TableName ODD = new TableName("public", "a/b <c>", "public.a/b <c>");
    private static final Relationship BUYER = relationship(Relationship.State.INFERRED, 0.9);

    @TestHTTPResource("/")
    URI console;

    private final Namespace shop = new Namespace();
    private final String namespace = shop.name;
    private Browser browser;

    private static Relationship relationship(Relationship.State state, double confidence) {
        var customers = new TableName("sales", "customers", "sales.customers");
        return new Relationship(ORDERS, List.of("customer_id"), customers, List.of("id"), state, confidence);
    }

    @BeforeEach
    void open() {
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec: {connectionRef: {name: shop-db}, repository: {volume: {}}}
                """);
        shop.apply("""
                kind: Connection
                metadata: {name: shop-db}
                spec: {adapter: postgres, settings: {host: db}}
                """);
        RecordedOperator.operator.forget();
        browser = shop.signedIn(console, SERVER.token());
        on("GET", "", new TablesPage(10_000, 1, 1, 1, List.of(hit(ORDERS))));
        on("GET", "/sales/orders", orders(BUYER));
    }

    private static TablesPage.Hit hit(TableName table) {
        return new TablesPage.Hit(table, false, "What was <sold>.", 4, List.of("customer_id"));
    }

    private static TableDetails orders(Relationship relationship) {
        return new TableDetails(
                ORDERS,
                false,
                "What was <sold>.",
                List.of(
                        new TableDetails.Column("id", "bigint", false, true, ""),
                        new TableDetails.Column("customer_id", "bigint", true, false, "Who \"bought\".")),
                List.of(relationship),
                List.of(),
                List.of(
                        new TableDetails.Reader("totals", true, "order-totals"),
                        new TableDetails.Reader("check", false, ""),
                        new TableDetails.Reader("sums", false, "sums-of")),
                "https://datahub.example/dataset/x",
                null);
    }

    private void on(String method, String path, Object answer) {
        on(method, "projects/%s/shop/tables%s".formatted(namespace, path), 200, json(answer));
    }

    private void on(String method, String path, int status, String text) {
        RecordedOperator.operator.on(method + " /people/v1/" + path, status, text);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String path(String more) {
        return "/ns/%s/schema/projects/shop%s".formatted(namespace, more);
    }

    private Answer describe(String column, String seen, String text) {
        var page = path("/tables/sales/orders");
        return browser.send(
                page,
                page + "/description",
                Map.of("id", column.isEmpty() ? "about" : "about-1", "column", column, "seen", seen, "text", text));
    }

    private String sent() {
        return RecordedOperator.operator.asked().stream()
                .filter(asked -> asked.method().equals("POST"))
                .reduce((first, last) -> last)
                .map(Recorded.Asked::body)
                .orElse("");
    }

    @Test
    void leadsToTheOnlyProjectAndElseAsksWhich() {
        var sent = browser.get("/ns/" + namespace + "/schema");
        assertThat(sent.to()).endsWith(path(""));
        shop.apply("""
                kind: Connection
                metadata: {name: lake}
                spec: {adapter: postgres, settings: {host: db}}
                """);
        assertThat(browser.get("/ns/" + namespace + "/schema").text())
                .contains(">shop</a>", ">lake</a>", "no project uses yet")
                .doesNotContain(">shop-db</a>");
    }

    @Test
    void findsTablesAsThePerson() {
        var page = browser.get(path("?words=sold"));
        assertThat(page.text())
                .contains("1 of 10000 tables and views found.", "sales.orders", "What was &lt;sold&gt;.", "customer_id")
                .contains(path("/tables/sales/orders"));
        assertThat(RecordedOperator.operator.asked().getFirst().path()).endsWith("/shop/tables?words=sold&page=1");
        assertThat(RecordedOperator.operator.asked().getFirst().authorization()).isEqualTo("Bearer " + SERVER.token());
        assertThat(browser.part(path("?part=true&words=sold")).text())
                .startsWith("<div id=\"hits\">")
                .doesNotContain("<html");
    }

    @Test
    void showsATableWithItsKeysAndReaders() {
        var page = browser.get(path("/tables/sales/orders")).text();
        assertThat(page)
                .contains("What was &lt;sold&gt;.", "primary key", "90% sure", "sales.customers")
                .contains("/ns/" + namespace + "/models/shop/totals", "<code>check</code>", "/questions/sums-of")
                .contains("https://datahub.example/dataset/x", "Confirm: customer_id refers to sales.customers.id");
    }

    @Test
    void drawsTheKeys() {
        on(
                "GET",
                "/keys",
                new TableKeys(
                        70,
                        List.of(
                                new TableKeys.Keyed(ORDERS, List.of("id")),
                                new TableKeys.Keyed(BUYER.to(), List.of("id"))),
                        List.of(BUYER)));
        assertThat(browser.get(path("/diagram?words=ord")).text())
                .contains("The first 2 of 70 tables", "<svg", "href=\"" + path("/tables/sales/customers") + "\"")
                .contains("leads to sales.customers (customer_id)", "<g class=\"edge dashed\">");
        assertThat(browser.get(path("/tables/sales/orders")).text())
                .contains("Keys of sales.orders, as a list", "leads to sales.customers (customer_id)");
    }

    @Test
    void reachesTablesOfOddNames() {
        on("GET", "", new TablesPage(1, 1, 1, 1, List.of(hit(ODD))));
        on(
                "GET",
                "/public/a%2Fb%20%3Cc%3E",
                new TableDetails(ODD, true, "", List.of(), List.of(), List.of(), List.of(), "", null));
        var path = path("/tables/public/a%2Fb%20%3Cc%3E");
        assertThat(browser.get(path("")).text()).contains(path);
        assertThat(browser.get(path).text()).contains("public.a/b &lt;c&gt; (view)", "None is known.");
    }

    @Test
    void savesADescriptionWithTheOneThatThePersonSaw() {
        on("POST", "/descriptions", new SchemaEdited("abcdef1234567890", ""));
        assertThat(browser.get(path("/tables/sales/orders?edit=about-1")).text())
                .contains("<textarea id=\"text-about-1\"", "value=\"Who &quot;bought&quot;.\"");
        var saved = describe("customer_id", "Who \"bought\".", "The buyer.");
        assertThat(saved.status()).as(saved.text()).isEqualTo(303);
        assertThat(sent())
                .contains("\"column\":\"customer_id\"", "\"seen\":\"Who \\\"bought\\\".\"", "\"text\":\"The buyer.\"");
        assertThat(browser.get(URI.create(saved.to()).getPath() + "?saved=abcdef1234567890")
                        .text())
                .contains("Saved: it is in commit <code>abcdef1234567890</code>");
    }

    @Test
    void keepsWhatWasWrittenWhereSomebodyElseWasFaster() {
        on(
                "POST",
                "projects/%s/shop/tables/descriptions".formatted(namespace),
                409,
                "It is described otherwise by now\n");
        assertThat(browser.get(path("/tables/sales/orders?edit=about")).text())
                .contains("<textarea id=\"text-about\"", "What was &lt;sold&gt;.</textarea>");
        var refused = describe("", "What was sold.", "Sales, <net>.");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text())
                .contains("Nothing was changed. It is described otherwise by now", "Sales, &lt;net&gt;.");
    }

    private static TableDetails waiting(String proposal) {
        var now = orders(BUYER);
        return new TableDetails(
                now.table(),
                now.view(),
                now.description(),
                now.columns(),
                now.refersTo(),
                now.referring(),
                now.readers(),
                now.dataHub(),
                new TableDetails.Proposed(
                        proposal,
                        null,
                        Map.of("customer_id", "Who <paid>."),
                        List.of(BUYER.as(Relationship.State.CONFIRMED))));
    }

    @Test
    void showsWhatWaitsForReview() {
        on("POST", "/descriptions", new SchemaEdited("", "https://git.example/pull/7"));
        var page = path("/tables/sales/orders");
        assertThat(describe("", "What was <sold>.", "x").to()).endsWith(page);
        on("GET", "/sales/orders", waiting("https://git.example/pull/7"));
        assertThat(browser.get(page).text())
                .contains("waits for review", "href=\"https://git.example/pull/7\"")
                .contains("Who &quot;bought&quot;.", "Who &lt;paid&gt;.", "A person confirmed it</strong>")
                .contains("Deny: customer_id does not refer to")
                .doesNotContain("Confirm: customer_id");
        // Whoever changes it once more has seen what waits.
        assertThat(browser.get(page + "?edit=about-1").text())
                .contains("name=\"seen\" value=\"Who &lt;paid&gt;.\"", "Who &lt;paid&gt;.</textarea>");
        on("GET", "/sales/orders", waiting("javascript:alert(1)"));
        assertThat(browser.get(page).text())
                .contains("on the branch <code>javascript:alert(1)</code>")
                .doesNotContain("href=\"javascript");
        assertThat(browser.get(page + "?saved=%3Cscript%3E").text()).doesNotContain("Saved");
    }

    /** From the list of those that are to be confirmed. */
    private Browser.Answer decide(String list, boolean confirmed) {
        var fields = new HashMap<>(Map.of("column", "customer_id", "to", "sales.customers.id", "seen", "INFERRED"));
        fields.put("list", "true");
        fields.put("confirmed", String.valueOf(confirmed));
        return browser.send(list, path("/tables/sales/orders/relationship"), fields);
    }

    @Test
    void goesOnWithTheListWhereDecisionsWaitForReview() {
        on("GET", "/relationships", new RelationshipsPage(1, 1, 1, List.of(BUYER), "http://git.example/pull/7"));
        on("POST", "/relationships", new SchemaEdited("", "http://git.example/pull/7"));
        var list = path("/relationships");
        assertThat(browser.get(list).text()).contains("is not among them", "href=\"http://git.example/pull/7\"");
        assertThat(decide(list, true).to()).endsWith(list);
    }

    @Test
    void confirmsWhatLooksLikeARelationship() {
        on("POST", "/relationships", new SchemaEdited("abcdef1234567890", ""));
        var page = path("/tables/sales/orders");
        var decided = browser.send(
                page,
                page + "/relationship",
                Map.of("column", "customer_id", "to", "sales.customers.id", "seen", "INFERRED", "confirmed", "true"));
        assertThat(decided.status()).as(decided.text()).isEqualTo(303);
        assertThat(sent()).contains("\"to\":\"sales.customers.id\"", "\"seen\":\"INFERRED\"", "\"confirmed\":true");
        on("GET", "/sales/orders", orders(relationship(Relationship.State.DENIED, 0.9)));
        assertThat(browser.get(page).text())
                .contains("A person says it is none", "Confirm: customer_id")
                .doesNotContain("Deny: customer_id");
    }

    @Test
    void goesThroughWhatIsToBeConfirmed() {
        on("GET", "/relationships", new RelationshipsPage(60, 2, 2, List.of(BUYER), ""));
        on("POST", "/relationships", new SchemaEdited("abcdef1234567890", ""));
        var list = path("/relationships?page=2");
        assertThat(browser.get(list).text())
                .contains("60 found", "Page 2 of 2", "90%", "Deny: customer_id does not refer to sales.customers.id");
        var decided = decide(list, false);
        assertThat(decided.to()).endsWith(path("/relationships?saved=abcdef1234567890"));
        assertThat(sent()).contains("\"confirmed\":false");
    }

    @Test
    void offersNothingThatAPersonMayNot() {
        var token = shop.person("get,list,watch", "intalgoprojects.intalgo.dev,connections.intalgo.dev");
        browser = shop.signedIn(console, token);
        assertThat(browser.get(path("")).text())
                .contains("Last look at the database")
                .doesNotContain("Read the database again");
        assertThat(browser.get(path("/tables/sales/orders?edit=about")).text())
                .contains("sales.orders")
                .doesNotContain("Confirm", "textarea", "Change the description");
    }

    @Test
    void readsTheDatabaseAgainAndTellsHowThatGoes() {
        shop.status("connections", "shop-db", """
                {"conditions": [{"type": "Ready", "status": "Unknown", "reason": "Ingesting", "message": "12 tables so far.",
                    "lastTransitionTime": "2026-01-01T00:00:00Z"}],
                  "catalog": {"hash": "abc", "tables": 3, "columns": 9, "primaryKeys": 2, "foreignKeys": 1, "inferredKeys": 4,
                    "ingestedAt": "2026-01-01T03:00:00Z"},
                  "changes": {"since": "abb", "added": ["sales.refunds"], "removed": [], "altered": ["sales.orders"],
                    "retyped": ["sales.orders.id: int -> bigint"], "keys": []},
                  "warnings": ["sales.secret could not be read."],
                  "datahub": {"url": "https://datahub.example/container/1"}}""");
        assertThat(browser.get(path("")).text())
                .contains(
                        "12 tables so far.",
                        "Read on",
                        "1 January 2026, 03:00 UTC",
                        "3 tables and views",
                        "4 more look like one",
                        "sales.refunds")
                .contains("sales.orders.id: int -&gt; bigint", "sales.secret could not be read.")
                .contains("https://datahub.example/container/1");
        var ingestion = "/ns/%s/ingestion/shop-db".formatted(namespace);
        var sent = browser.send(path(""), ingestion, Map.of("kind", "projects", "of", "shop"));
        assertThat(sent.to()).endsWith(path("#ingestion"));
        assertThat(shop.kubectl("get", "connections", "shop-db", "-o", "jsonpath={.metadata.annotations}"))
                .contains("intalgo.dev/ingest");
        try (var lines = browser.lines(ingestion + "/events")) {
            assertThat(lines.filter(line -> line.contains("12 tables so far.")).findFirst())
                    .isPresent();
        }
    }

    @Test
    void showsADatabaseThatNoProjectUsesYet() {
        on(
                "GET",
                "connections/%s/lake/tables".formatted(namespace),
                200,
                json(new TablesPage(1, 1, 1, 1, List.of(hit(ORDERS)))));
        on("GET", "connections/%s/lake/tables/sales/orders".formatted(namespace), 200, json(orders(BUYER)));
        var lake = "/ns/%s/schema/connections/lake".formatted(namespace);
        assertThat(browser.get(lake).text()).contains("sales.orders");
        assertThat(browser.get(lake + "/tables/sales/orders").text())
                .contains("90% sure")
                .doesNotContain("Confirm", "Change the description", "Read by");
    }
}
