package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.ColumnInfo;
import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.api.v1alpha1.QuestionStatusBuilder;
import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How long lists of many questions take, with a real API server: {@code -Dit.test=QuestionListBench}. It prints what it
 * measures, and asserts nothing of it.
 */
@QuarkusTest
@WithTestResource(ClusterResource.class)
class QuestionListBench {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final int QUESTIONS = Integer.getInteger("bench.questions", 10_000);
    private static final String NAMESPACE = "many";
    private static final String LIST = "/ns/" + NAMESPACE + "/questions";
    private static final int TIMES = 7;

    @TestHTTPResource("/")
    URI console;

    @Test
    void listsAndFilters() throws Exception {
        SERVER.kubectl("", "create", "namespace", NAMESPACE);
        var begin = System.nanoTime();
        try (var client = client();
                var threads = Executors.newFixedThreadPool(16)) {
            List<java.util.concurrent.Callable<Void>> all = new ArrayList<>();
            for (int number = 0; number < QUESTIONS; number++) {
                var question = question(number);
                all.add(() -> {
                    client.resource(question).create();
                    var made = question(question.getMetadata().getName(), question.getSpec());
                    client.resource(made).patchStatus();
                    return null;
                });
            }
            for (var done : threads.invokeAll(all)) {
                done.get();
            }
        }
        System.out.printf("%d questions made in %d s%n", QUESTIONS, (System.nanoTime() - begin) / 1_000_000_000);
        var browser = new Browser(console);
        browser.send("/sign-in", "/sign-in", Map.of("token", SERVER.token(), "to", "/"));
        for (String query : List.of("", "?words=month+4242&part=true", "?mode=Model&ready=False&page=3", "?page=200")) {
            measure(browser, LIST + query);
        }
        measure(browser, "/ns/" + NAMESPACE);
        assertThat(browser.get(LIST + "?words=month+4242").text()).contains("1 found.");
    }

    private static void measure(Browser browser, String path) {
        List<Long> millis = new ArrayList<>();
        int size = 0;
        for (int time = 0; time < TIMES; time++) {
            var begin = System.nanoTime();
            var answer = browser.get(path);
            millis.add((System.nanoTime() - begin) / 1_000_000);
            assertThat(answer.status()).isEqualTo(200);
            size = answer.text().length();
        }
        Collections.sort(millis);
        System.out.printf("%-50s median %d ms, %s, %d characters%n", path, millis.get(TIMES / 2), millis, size);
    }

    private static KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(SERVER.url())
                        .withOauthToken(SERVER.token())
                        .withCaCertFile(SERVER.certificateAuthority().toString())
                        .build())
                .build();
    }

    private static Question question(int number) {
        return question(
                "question-" + number,
                QuestionSpecBuilder.builder()
                        .projectRef(new ObjectRef("shop-" + number % 5))
                        .text("How much did the customers of each country spend in month %d, without refunds?"
                                .formatted(number))
                        .mode(number % 3 == 0 ? QuestionSpec.Mode.MODEL : QuestionSpec.Mode.ANALYSIS)
                        .build());
    }

    private static Question question(String name, QuestionSpec spec) {
        var question = new Question();
        question.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(NAMESPACE).build());
        question.setSpec(spec);
        var ready = !name.endsWith("7");
        var conditions = Stream.of("Ready", "ProjectReady", "Answered", "Validated", "Committed", "Built")
                .map(type -> new ConditionBuilder()
                        .withType(type)
                        .withStatus(ready ? "True" : "False")
                        .withReason(ready ? type : "InvalidSql")
                        .withMessage("What is to be said of this step, which may be a sentence or two.")
                        .withLastTransitionTime(Instant.EPOCH.toString())
                        .build())
                .toList();
        question.setStatus(status().conditions(conditions).build());
        return question;
    }

    private static QuestionStatusBuilder status() {
        return QuestionStatusBuilder.builder()
                .sql("select country, sum(total) from {{ source('sales', 'orders') }} group by country\n".repeat(15))
                .columns(Collections.nCopies(
                        8, new ColumnInfo("country", "varchar", "The country, by its two letters.")))
                .references(List.of("source.sales.orders", "source.sales.customers"))
                .usage(new QuestionStatus.Usage("small-model", 1200L, 34L, 1));
    }
}
