package dev.intalgo.operator.cluster;

import static dev.intalgo.operator.cluster.PeopleClient.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.people.CatalogOverview;
import dev.intalgo.people.DescriptionEdit;
import dev.intalgo.people.Relationship;
import dev.intalgo.people.RelationshipDecision;
import dev.intalgo.people.RelationshipsPage;
import dev.intalgo.people.SchemaEdited;
import dev.intalgo.people.TableDetails;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TablesPage;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of a database, and what people say of them, over HTTP. */
@QuarkusTest
class TablesIT extends ClusterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCES = "models/sources/public.yml";

    private String token = ApiServer.shared().token();

    /** Of a shop whose customers have a category that no key declares. */
    @BeforeEach
    void infer() {
        shop.pods.on("ingest", task -> inferred(Outcomes.catalog(task)));
    }

    private static JsonNode inferred(JsonNode result) {
        try {
            return JSON.readTree(result.toString().replace("\"big\"", "\"category_id\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PeopleClient about(String path) {
        return PeopleClient.of(this, path, token);
    }

    private PeopleClient tables() {
        return about("projects/%s/shop/tables");
    }

    private <T> T got(String path, Class<T> as) {
        return tables().got(path, as);
    }

    private HttpResponse<String> post(String path, Object body) {
        return tables().post(path, body);
    }

    private static String kubectl(String... arguments) {
        var output = ApiServer.shared().kubectl("", arguments);
        assertThat(output.ok()).as(output.text()).isTrue();
        return output.text().strip();
    }

    private void project(String more) {
        shop.connection();
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  repository: {volume: {size: 64Mi}}
                  %s
                """.formatted(more));
        shop.ready(IntalgoProject.class, "shop");
    }

    private static DescriptionEdit describe(String column, String seen, String text) {
        return new DescriptionEdit("public", "customers", column, seen, text);
    }

    @Test
    void areFoundAndShownWithTheirKeysAndReaders() {
        project("llm: " + llm());
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        var found = got("?words=order%20line", TablesPage.class);
        assertThat(found.tables().getFirst().table().text()).isEqualTo("sales.order_lines");
        assertThat(found.all()).isEqualTo(10);
        assertThat(got("", TablesPage.class).found()).isEqualTo(10);
        var orders = got("/sales/orders", TableDetails.class);
        assertThat(orders.columns())
                .extracting(TableDetails.Column::name)
                .containsExactly("id", "customer_id", "status", "placed");
        assertThat(orders.columns().getFirst().key()).isTrue();
        assertThat(orders.referring())
                .extracting(r -> r.from().text(), Relationship::state)
                .contains(tuple("sales.order_lines", Relationship.State.DECLARED));
        assertThat(orders.readers()).containsExactly(new TableDetails.Reader("totals", true, "totals"));
        assertThat(got("/public/customers", TableDetails.class).refersTo())
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.to().text()).isEqualTo("public.categories");
                    assertThat(r.state()).isEqualTo(Relationship.State.INFERRED);
                    assertThat(r.confidence()).isEqualTo(0.9);
                });
        var keys = got("/keys?words=refunds", TableKeys.class);
        assertThat(keys.tables()).extracting(t -> t.table().text()).startsWith("sales.refunds");
        assertThat(got("/keys", TableKeys.class).relationships()).hasSizeGreaterThan(3);
        assertThat(tables().get("/sales/none").statusCode()).isEqualTo(404);
    }

    @Test
    void areDescribedInACommitOfThePerson() throws IOException {
        project("");
        var before = shop.repository().file(SOURCES);
        var seen = got("/public/customers", TableDetails.class).description();
        var edited = read(post("/descriptions", describe("", seen, "Who buys.")), SchemaEdited.class);
        read(post("/descriptions", describe("email", emailSeen(), "Where to\r\nwrite to.")), SchemaEdited.class);
        var clone = shop.repository();
        assertThat(clone.at(edited.commit()).get(SOURCES)).contains("description: Who buys.");
        assertThat(clone.log())
                .containsExactly(
                        "Describe public.customers.email", "Describe public.customers", "Describe the sources of shop");
        try (var walk = new RevWalk(clone.repository())) {
            var commit = walk.parseCommit(ObjectId.fromString(edited.commit()));
            assertThat(commit.getAuthorIdent().getName()).isEqualTo("admin");
            assertThat(commit.getCommitterIdent().getName()).isEqualTo("Intalgo");
        }
        assertThat(before.lines().filter(line -> !clone.file(SOURCES).contains(line)))
                .extracting(String::strip)
                .containsExactly("description: People who bought something.", "description: Lower-cased; unique.");
        assertThat(got("/public/customers", TableDetails.class).description()).isEqualTo("Who buys.");
        assertThat(got("?words=who%20buys", TablesPage.class)
                        .tables()
                        .getFirst()
                        .table()
                        .text())
                .isEqualTo("public.customers");
        shop.until(
                IntalgoProject.class,
                "shop",
                p -> assertThat(p.getStatus().commit()).isEqualTo(clone.head().name()));
        shop.staysSo(() -> assertThat(shop.repository().log()).hasSize(3));
    }

    private String emailSeen() {
        return got("/public/customers", TableDetails.class).columns().stream()
                .filter(c -> c.name().equals("email"))
                .findFirst()
                .orElseThrow()
                .description();
    }

    @Test
    void keepWhatAnotherPersonWroteMeanwhile() {
        project("");
        var seen = got("/public/customers", TableDetails.class).description();
        read(post("/descriptions", describe("", seen, "Newer.")), SchemaEdited.class);
        var late = post("/descriptions", describe("", seen, "Late."));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("described otherwise by now, as \"Newer.\"");
        assertThat(shop.repository().file(SOURCES)).contains("Newer.").doesNotContain("Late.");
        assertThat(post("/descriptions", describe("none", "", "x")).statusCode())
                .isEqualTo(404);
        assertThat(post("/descriptions", describe("", "Newer.", "x".repeat(10_001)))
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("/descriptions", new DescriptionEdit("public", null, "", "", ""))
                        .statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<String> decide(Relationship.State seen, boolean confirmed) {
        return post(
                "/relationships",
                new RelationshipDecision(
                        "public", "customers", "category_id", "public.categories.id", seen, confirmed));
    }

    private Relationship.State category() {
        return got("/public/customers", TableDetails.class)
                .refersTo()
                .getFirst()
                .state();
    }

    @Test
    void haveRelationshipsThatPeopleConfirmOrDeny() {
        project("");
        var open = got("/relationships", RelationshipsPage.class);
        assertThat(open.relationships()).extracting(Relationship::target).contains("public.categories.id");
        read(decide(Relationship.State.INFERRED, true), SchemaEdited.class);
        assertThat(got("/relationships", RelationshipsPage.class).found()).isEqualTo(open.found() - 1);
        assertThat(category()).isEqualTo(Relationship.State.CONFIRMED);
        assertThat(shop.repository().file(SOURCES)).contains("confirmed: true", "to: source('public', 'categories')");
        assertThat(shop.repository().log().getFirst())
                .isEqualTo("Confirm that public.customers.category_id refers to public.categories.id");
        assertThat(decide(Relationship.State.INFERRED, false).statusCode()).isEqualTo(409);
        read(decide(Relationship.State.CONFIRMED, false), SchemaEdited.class);
        assertThat(category()).isEqualTo(Relationship.State.DENIED);
        shop.staysSo(() -> assertThat(shop.repository().log()).hasSize(3));
    }

    @Test
    void waitForReviewWhereTheProjectWantsIt() {
        project("approval: PullRequest");
        var seen = got("/public/customers", TableDetails.class).description();
        var edited = read(post("/descriptions", describe("", seen, "Who buys.")), SchemaEdited.class);
        assertThat(edited).isEqualTo(new SchemaEdited("", "intalgo/_descriptions"));
        read(decide(Relationship.State.INFERRED, true), SchemaEdited.class);
        var clone = shop.repository();
        assertThat(clone.file(SOURCES)).doesNotContain("Who buys.");
        assertThat(branch(clone)).contains("Who buys.", "confirmed: true");
        var late = post("/descriptions", describe("", seen, "Others."));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("described otherwise by now, as \"Who buys.\"");

        // It is shown, and can be said better, while it waits.
        var shown = got("/public/customers", TableDetails.class);
        assertThat(shown.description()).isEqualTo(seen);
        assertThat(shown.described("", seen)).isEqualTo("Who buys.");
        assertThat(shown.proposed().proposal()).isEqualTo("intalgo/_descriptions");
        assertThat(shown.proposed().columns()).isEmpty();
        assertThat(shown.proposed().decided())
                .extracting(Relationship::state)
                .containsExactly(Relationship.State.CONFIRMED);
        assertThat(got("/sales/orders", TableDetails.class).proposed()).isNull();
        assertThat(got("/relationships", RelationshipsPage.class))
                .satisfies(page -> assertThat(page.found()).isZero())
                .satisfies(page -> assertThat(page.proposal()).isEqualTo("intalgo/_descriptions"));
        read(post("/descriptions", describe("", "Who buys.", "Who buys, or did.")), SchemaEdited.class);
        read(decide(Relationship.State.CONFIRMED, false), SchemaEdited.class);
        assertThat(branch(shop.repository())).contains("Who buys, or did.", "confirmed: false");

        // What others change meanwhile on the project's branch is not what waits.
        var sales = "models/sources/sales.yml";
        shop.repository()
                .push(
                        sales,
                        shop.repository()
                                .file(sales)
                                .replace("      - name: orders ", "      - name: orders\n        description: Mine. "));
        shop.eventually(
                () -> assertThat(got("/sales/orders", TableDetails.class).description())
                        .isEqualTo("Mine."));
        assertThat(got("/sales/orders", TableDetails.class).proposed()).isNull();
        assertThat(got("/public/customers", TableDetails.class).described("", seen))
                .isEqualTo("Who buys, or did.");
        read(post("/descriptions", new DescriptionEdit("sales", "orders", "", "Mine.", "Ours.")), SchemaEdited.class);
    }

    private static String branch(Clone clone) {
        try {
            return clone.at(clone.repository()
                            .resolve("refs/heads/intalgo/_descriptions")
                            .name())
                    .get(SOURCES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void areShownAndChangedByWhomTheClusterLets() {
        project("");
        kubectl("-n", shop.namespace, "create", "serviceaccount", "ann");
        kubectl(
                "-n",
                shop.namespace,
                "create",
                "role",
                "ann",
                "--verb=get",
                "--resource=intalgoprojects.intalgo.dev,connections.intalgo.dev");
        kubectl(
                "-n",
                shop.namespace,
                "create",
                "rolebinding",
                "ann",
                "--role=ann",
                "--serviceaccount=" + shop.namespace + ":ann");
        token = kubectl("-n", shop.namespace, "create", "token", "ann");
        var seen = got("/public/customers", TableDetails.class).description();
        var refused = post("/descriptions", describe("", seen, "Mine."));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("may not update intalgoprojects.intalgo.dev/shop");
        assertThat(decide(Relationship.State.INFERRED, true).statusCode()).isEqualTo(403);
        assertThat(about("connections/%s/shop/tables")
                        .got("?words=refunds", TablesPage.class)
                        .tables()
                        .getFirst()
                        .table()
                        .text())
                .isEqualTo("sales.refunds");
        token = "none";
        assertThat(tables().get("").statusCode()).isEqualTo(401);
    }

    @Test
    void tellsWhatHasNoDescription() {
        project("");
        var overview = about("connections/%s/shop/summary").got("", CatalogOverview.class);
        assertThat(overview.tables()).isEqualTo(10);
        assertThat(overview.columns()).isEqualTo(46);
        assertThat(overview.declaredKeys()).isEqualTo(5);
        assertThat(overview.inferredKeys()).isEqualTo(1);
        assertThat(overview.undescribedTables()).isBetween(1, 9);
        assertThat(overview.undescribed()).isNotEmpty().hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void tellsNobodyElseWhatHasNoDescription() {
        shop.connection();
        shop.ready(Connection.class, "shop");
        kubectl("-n", shop.namespace, "create", "serviceaccount", "nobody");
        token = kubectl("-n", shop.namespace, "create", "token", "nobody");
        assertThat(about("connections/%s/shop/summary").get("").statusCode()).isEqualTo(403);
    }
}
