package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.ColumnInfo;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions on their way to models and analyses, and what people change of them. */
@QuarkusTest
class QuestionIT extends ClusterTest {
    private static final String VOLUME = """
            kind: IntalgoProject
            metadata: {name: shop}
            spec:
              connectionRef: {name: shop}
              repository: {volume: {size: %s}}
            """;
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";

    @Test
    void becomesAModelThatIsBuilt() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("order-totals", "mode: Model");
        var status = shop.ready(Question.class, "order-totals").getStatus();
        assertThat(status.path()).isEqualTo("models/order_totals.sql");
        assertThat(status.sql()).contains("{{ source('sales', 'orders') }}");
        assertThat(status.references()).containsExactly("source.sales.orders");
        assertThat(status.columns())
                .containsExactly(new ColumnInfo("id", "integer", null), new ColumnInfo("total", "numeric", null));
        assertThat(status.description()).isEqualTo("One row for each order.");
        assertThat(status.builtCommit()).isEqualTo(status.commit());
        assertThat(status.usage()).isEqualTo(new QuestionStatus.Usage("small-model-2026", 1200L, 34L, 1));
        assertThat(shop.events("Question", "order-totals")).contains("Ready");
        var clone = shop.repository();
        assertThat(clone.log().getFirst()).isEqualTo("Answer order_totals");
        assertThat(clone.head().name()).isEqualTo(status.commit());
        assertThat(clone.file(status.path())).isEqualTo(status.sql() + "\n");
        assertThat(clone.file("models/order_totals.yml")).contains("What of order-totals?", "One row for each order.");
    }

    @Test
    void becomesAnAnalysisThatIsNotBuilt() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("order-totals");
        var status = shop.ready(Question.class, "order-totals").getStatus();
        assertThat(status.path()).isEqualTo("analyses/order_totals.sql");
        assertThat(status.builtCommit()).isNull();
        assertThat(status.preview()).isEmpty();
        assertThat(shop.pods.done("build")).isEmpty();
        assertThat(shop.repository().files()).containsKey(status.path());
    }

    @Test
    void readsAnEarlierModelByRef() {
        llm.content(answer("SELECT id, total FROM order_totals"));
        shop.project(llm());
        shop.model("order-totals", ORDERS);
        shop.ready(Question.class, "order-totals");
        shop.question("largest", "mode: Model");
        var status = shop.ready(Question.class, "largest").getStatus();
        assertThat(status.sql()).contains("{{ ref('order_totals') }}");
        assertThat(status.references()).containsExactly("ref.order_totals");
        assertThat(llm.requests.getFirst().toString()).contains("order_totals");
    }

    @Test
    void waitsForTheModelsThatItReads() {
        shop.project(llm());
        shop.pods.on("build", Outcomes.buildFails("no space left on device"));
        shop.model("order-totals", ORDERS);
        assertThat(shop.notReady(Question.class, "order-totals", "BuildFailed"))
                .isEqualTo("model.shop.order_totals: no space left on device");
        shop.model("largest", "SELECT id FROM order_totals");
        assertThat(shop.notReady(Question.class, "largest", "WaitingForModel")).contains("order_totals", "BuildFailed");
        shop.pods.on("build", Outcomes::built);
        shop.model("order-totals", ORDERS + " WHERE id > 0");
        shop.ready(Question.class, "order-totals");
        shop.ready(Question.class, "largest");
    }

    @Test
    void triesABuildAgainWhenAPersonAsksForIt() {
        shop.project(llm());
        shop.pods.on("build", Outcomes.buildFails("permission denied for database shop"));
        shop.model("order-totals", ORDERS);
        shop.notReady(Question.class, "order-totals", "BuildFailed");
        shop.pods.on("build", Outcomes::built);
        shop.annotate(Question.class, "order-totals", "intalgo.dev/rebuild", "now");
        assertThat(shop.ready(Question.class, "order-totals").getStatus().builtCommit())
                .isNotNull();
    }

    @Test
    void commitsOnceForEachChange() {
        shop.project(llm());
        shop.model("order-totals", ORDERS);
        shop.ready(Question.class, "order-totals");
        var before = shop.repository().log();
        assertThat(before).containsExactly("Answer order_totals", "Describe the sources of shop");
        shop.touch();
        shop.staysSo(() -> assertThat(shop.repository().log()).isEqualTo(before));
        shop.model("order-totals", ORDERS + " WHERE id > 0");
        shop.until(
                Question.class,
                "order-totals",
                q -> assertThat(q.getStatus().sql()).contains("id > 0"));
        shop.ready(Question.class, "order-totals");
        assertThat(shop.repository().log()).hasSize(3);
    }

    @Test
    void asksNoLlmForAnAnswerThatTheRepositoryHas() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("order-totals", "mode: Model");
        shop.ready(Question.class, "order-totals");
        shop.delete(Question.class, "order-totals");
        shop.eventually(
                () -> assertThat(shop.get(Question.class, "order-totals")).isNull());
        var files = shop.repository().files();
        assertThat(files).containsKey("models/order_totals.sql");
        client.configMaps()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/draft")
                .delete();
        shop.question("order-totals", "mode: Model");
        var status = shop.ready(Question.class, "order-totals").getStatus();
        assertThat(status.usage()).isEqualTo(new QuestionStatus.Usage("small-model-2026", 1200L, 34L, 0));
        assertThat(llm.requests).hasSize(1);
        assertThat(shop.repository().files()).isEqualTo(files);
    }

    /** As where a GitOps tool takes away all that it brought, and brings it again. */
    @Test
    void findsItsAnswerInTheRepositoryOfAProjectThatIsMadeAgain() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("order-totals");
        shop.ready(Question.class, "order-totals");
        var head = shop.repository().head();
        shop.delete(Question.class, "order-totals");
        shop.delete(IntalgoProject.class, "shop");
        shop.delete(Connection.class, "shop");
        shop.eventually(() -> {
            assertThat(shop.get(Question.class, "order-totals")).isNull();
            assertThat(shop.get(IntalgoProject.class, "shop")).isNull();
        });
        shop.project(llm());
        shop.question("order-totals");
        shop.ready(Question.class, "order-totals");
        assertThat(llm.requests).hasSize(1);
        assertThat(shop.repository().head()).isEqualTo(head);
    }

    @Test
    void takesItsFilesOutWhenItIsDeletedWithThePolicyDelete() {
        shop.project(llm());
        shop.model("order-totals", ORDERS, "deletionPolicy: Delete");
        shop.ready(Question.class, "order-totals");
        shop.delete(Question.class, "order-totals");
        shop.eventually(
                () -> assertThat(shop.get(Question.class, "order-totals")).isNull());
        var clone = shop.repository();
        assertThat(clone.log().getFirst()).isEqualTo("Remove order_totals");
        assertThat(clone.files()).doesNotContainKeys("models/order_totals.sql", "models/order_totals.yml");
    }

    @Test
    void takesNobodyElsesFilesOut() {
        shop.project(llm());
        shop.model("first", ORDERS);
        shop.ready(Question.class, "first");
        shop.model("second", ORDERS, "deletionPolicy: Delete");
        shop.ready(Question.class, "second");
        shop.model("second", ORDERS, "deletionPolicy: Delete", "name: first");
        assertThat(shop.notReady(Question.class, "second", "NameTaken")).contains("\"first\"");
        shop.delete(Question.class, "second");
        shop.eventually(() -> assertThat(shop.get(Question.class, "second")).isNull());
        assertThat(shop.repository().files())
                .containsKeys("models/first.sql", "models/first.yml")
                .doesNotContainKey("models/second.sql");
    }

    @Test
    void givesANameToTheEarlierQuestionUntilThatGoes() {
        shop.project(llm());
        shop.model("first", ORDERS, "name: totals");
        shop.ready(Question.class, "first");
        var head = shop.repository().head();
        shop.model("second", "SELECT id FROM sales.orders", "name: totals");
        assertThat(shop.notReady(Question.class, "second", "NameTaken")).contains("\"first\"", "spec.name");
        assertThat(shop.events("Question", "second")).contains("NameTaken");
        assertThat(shop.repository().head()).isEqualTo(head);
        shop.delete(Question.class, "first");
        assertThat(shop.ready(Question.class, "second").getStatus().path()).isEqualTo("models/totals.sql");
    }

    @Test
    void leavesAFileAloneThatSomebodyWrote() {
        shop.project(llm());
        shop.repository().push("models/totals.sql", "select 1 as mine\n");
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "NameTaken")).contains("did not write");
        assertThat(shop.repository().file("models/totals.sql")).isEqualTo("select 1 as mine\n");
        shop.model("totals", ORDERS, "name: order_totals");
        shop.ready(Question.class, "totals");
    }

    @Test
    void leavesAFolderAloneThatSomebodyMade() {
        shop.project(llm());
        var head = shop.repository().push("models/totals.sql/notes.md", "mine\n");
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "InvalidPath"))
                .contains("models/totals.sql", "use another name");
        assertThat(shop.repository().head().name()).isEqualTo(head);
        shop.model("others", ORDERS);
        shop.ready(Question.class, "others");
    }

    @Test
    void saysThatTheRepositoryIsFull() {
        shop.project(llm());
        shop.apply(VOLUME.formatted("1k"));
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "RepositoryFull")).contains("spec.repository.volume.size");
        shop.apply(VOLUME.formatted("64Mi"));
        shop.ready(Question.class, "totals");
    }

    @Test
    void movesItsFilesWhenAnAnalysisBecomesAModel() {
        shop.project(llm());
        shop.question("totals", "sql: \"" + ORDERS + "\"");
        shop.ready(Question.class, "totals");
        shop.model("totals", ORDERS);
        var status = shop.until(
                        Question.class,
                        "totals",
                        q -> assertThat(q.getStatus().path()).isEqualTo("models/totals.sql"))
                .getStatus();
        shop.ready(Question.class, "totals");
        assertThat(shop.repository().log()).hasSize(3).first().isEqualTo("Make totals a model");
        assertThat(shop.repository().files())
                .containsKeys("models/totals.sql", "models/totals.yml")
                .doesNotContainKeys("analyses/totals.sql", "analyses/totals.yml");
        assertThat(status.commit()).isEqualTo(shop.repository().head().name());
    }

    @Test
    void carriesReferencesAlongWhenItIsRenamed() {
        llm.content(answer(ORDERS)).content(answer("SELECT id, total FROM totals"));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        shop.question("largest", "mode: Model");
        shop.ready(Question.class, "largest");
        var validated = shop.pods.done("validate").size();
        shop.question("totals", "mode: Model", "name: order_totals");
        shop.until(
                Question.class, "totals", q -> assertThat(q.getStatus().path()).isEqualTo("models/order_totals.sql"));
        var follower = shop.until(Question.class, "largest", q -> {
            assertThat(q.getStatus().references()).containsExactly("ref.order_totals");
            assertThat(q.getStatus().isTrue("Ready")).isTrue();
        });
        assertThat(Workspace.condition(follower, "Answered").getReason()).isEqualTo("Answered");
        assertThat(follower.getStatus().builtCommit())
                .isEqualTo(shop.repository().head().name());
        assertThat(shop.repository().log().getFirst()).isEqualTo("Rename totals to order_totals");
        assertThat(shop.repository().log()).hasSize(4);
        assertThat(shop.repository().file("models/largest.sql")).contains("{{ ref('order_totals') }}");
        assertThat(shop.repository().files()).doesNotContainKeys("models/totals.sql", "models/totals.yml");
        assertThat(llm.requests).hasSize(2);
        assertThat(shop.pods.done("validate")).hasSize(validated);
    }

    @Test
    void keepsAndBuildsWhatSomebodyEdited() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        var theirs = shop.repository().file("models/totals.sql").strip() + " where id > 0\n";
        shop.repository().push("models/totals.sql", theirs);
        var status = shop.until(Question.class, "totals", q -> {
                    assertThat(q.getStatus().sql()).isEqualTo(theirs.strip());
                    assertThat(q.getStatus().isTrue("Ready")).isTrue();
                })
                .getStatus();
        var commit = shop.repository().head().name();
        assertThat(status.builtCommit()).isEqualTo(commit);
        assertThat(status.condition("Answered").orElseThrow().getReason()).isEqualTo("Edited");
        assertThat(status.sql()).isEqualTo(theirs.strip());
        shop.question("totals", "mode: Model", "materialized: table");
        shop.until(
                Question.class,
                "totals",
                q -> assertThat(q.getStatus().commit()).isNotEqualTo(commit));
        assertThat(shop.repository().file("models/totals.sql")).isEqualTo(theirs);
        assertThat(shop.repository().file("models/totals.yml")).contains("materialized: table");
        assertThat(llm.requests).hasSize(1);
    }

    @Test
    void showsRowsOnlyWhereTheProjectSharesThem() {
        shop.project(llm());
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  repository: {volume: {size: 64Mi}}
                  sharing: {preview: true}
                """);
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", ORDERS);
        assertThat(shop.ready(Question.class, "totals").getStatus().preview()).containsExactly(List.of("1", ""));
    }

    @Test
    void outlivesItsProject() {
        shop.project(llm());
        shop.model("totals", ORDERS);
        var before = shop.ready(Question.class, "totals").getStatus();
        var project = shop.get(IntalgoProject.class, "shop");
        shop.delete(IntalgoProject.class, "shop");
        assertThat(shop.notReady(Question.class, "totals", "ProjectNotFound")).contains("\"shop\"");
        project.getMetadata().setResourceVersion(null);
        project.getMetadata().setUid(null);
        project.setStatus(null);
        client.resource(project).create();
        var after = shop.ready(Question.class, "totals").getStatus();
        assertThat(after.commit()).isEqualTo(before.commit());
        assertThat(shop.repository().log()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM sales.orders|NotOneSelect|SELECT",
                "SELECT 1; DROP TABLE sales.orders|NotOneSelect|one",
                "SELECT nonsense_column FROM sales.orders|UnknownColumn|nonsense_column",
                "SELECT id FROM sales.ordres|UnknownRelation|sales.orders",
                "SELECT id FROM totals|SelfReference|cannot read itself",
                "SELECT pg_sleep(60)|ForbiddenFunction|pg_sleep",
                "SELECT {{ env_var('HOME') }}|TemplateSyntax|Jinja",
                "SELEKT id FROM sales.orders|NotOneSelect|SELECT",
                "SELECT id FROM FROM sales.orders|Unparseable|FROM",
            })
    void saysWhatIsWrongWithSqlWrittenByHand(String sql, String reason, String hint) {
        shop.project(llm());
        var head = shop.repository().head();
        shop.model("totals", sql);
        assertThat(shop.notReady(Question.class, "totals", reason))
                .startsWith("spec.sql: ")
                .contains(hint);
        assertThat(shop.events("Question", "totals")).contains(reason);
        assertThat(shop.get(Question.class, "totals").getStatus().sql()).isEqualTo(sql);
        assertThat(shop.repository().head()).isEqualTo(head);
        assertThat(shop.pods.done("validate")).isEmpty();
        shop.model("totals", ORDERS);
        shop.ready(Question.class, "totals");
    }

    @Test
    void saysWhatDbtOrTheDatabaseSays() {
        shop.project(llm());
        shop.pods.on("validate", Outcomes.fails("explain", "operator does not exist: integer = text"));
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "InvalidSql"))
                .isEqualTo("spec.sql: operator does not exist: integer = text");
        assertThat(shop.repository().log()).hasSize(1);
    }

    @Test
    void triesAgainWhereTheDatabaseCouldNotBeReached() {
        shop.project(llm());
        shop.pods.on("validate", Outcomes.fails("connect", "connection refused"));
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "ConnectionFailed")).isEqualTo("connection refused");
        shop.pods.on("validate", Outcomes::accepted);
        shop.ready(Question.class, "totals");
    }

    @Test
    void stopsQuestionsThatReadOneAnother() {
        shop.project(llm());
        shop.model("egg", "SELECT id FROM hen");
        shop.notReady(Question.class, "egg", "UnknownRelation");
        shop.model("hen", "SELECT id FROM egg");
        assertThat(shop.notReady(Question.class, "egg", "CircularReference")).contains("\"hen\"");
        assertThat(shop.notReady(Question.class, "hen", "CircularReference")).contains("\"egg\"");
        assertThat(shop.repository().log()).hasSize(1);
        shop.model("hen", ORDERS);
        shop.ready(Question.class, "hen");
        shop.ready(Question.class, "egg");
    }
}
