package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quarkus.logging.Log;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many Questions at once: few commits, and nothing lost. */
@QuarkusTest
class BatchIT extends GitServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** A thousand where {@code bench/repository-batch} asks for that. */
    private static final int QUESTIONS = Integer.getInteger("intalgo.questions", 200);

    private static final int AT_ONCE = 50;

    private void ask(int number) {
        var question = new Question();
        question.setMetadata(new ObjectMetaBuilder()
                .withNamespace(shop.namespace)
                .withName("q-" + number)
                .build());
        question.setSpec(QuestionSpecBuilder.builder()
                .projectRef(new ObjectRef("shop"))
                .text("Which orders have an id above %d?".formatted(number))
                .sql("SELECT id FROM sales.orders WHERE id > " + number)
                .build());
        client.resource(question).create();
    }

    private long ready() {
        return client.resources(Question.class).inNamespace(shop.namespace).list().getItems().stream()
                .filter(q -> q.getStatus() != null && q.getStatus().isTrue("Ready"))
                .count();
    }

    @Test
    void manyQuestionsAreAtMostTenPushes() {
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        var before = git.pushes.get();
        var start = System.nanoTime();
        IntStream.range(0, QUESTIONS).parallel().forEach(this::ask);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(ready()).isEqualTo(QUESTIONS));
        Log.infof(
                "%d questions: %d pushes, %d s",
                QUESTIONS,
                git.pushes.get() - before,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        assertThat(git.pushes.get() - before).isBetween(1, 10);
        var files = server().files();
        assertThat(IntStream.range(0, QUESTIONS).filter(i -> !files.containsKey("dbt/analyses/q_" + i + ".sql")))
                .isEmpty();
        assertThat(server().log()).hasSize(git.pushes.get());
    }

    private void pushesMeanwhile(String url, List<String> options, Supplier<Clone> clone, String folder)
            throws Exception {
        var before = clone.get().log().size();
        try (var person = new Person(temporary, url, options)) {
            IntStream.range(0, AT_ONCE).parallel().forEach(this::ask);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(ready()).isEqualTo(AT_ONCE));
            var pushed = person.stop();
            var end = clone.get();
            assertThat(end.files().keySet())
                    .containsAll(
                            IntStream.range(0, pushed).mapToObj(Person::file).toList())
                    .containsAll(IntStream.range(0, AT_ONCE)
                            .mapToObj(i -> folder + "analyses/q_" + i + ".sql")
                            .toList());
            var answers = end.log().stream()
                    .filter(subject -> subject.startsWith("Answer ") || subject.startsWith("Change "))
                    .count();
            assertThat(pushed).isPositive();
            assertThat(answers).isBetween(1L, (long) AT_ONCE);
            assertThat(end.log()).hasSize((int) (before + pushed + answers));
            assertThat(end.merges()).isZero();
        }
    }

    @Test
    void losesNothingWhileAPersonPushesToTheVolume() throws Exception {
        shop.project(llm());
        var header =
                "http.extraHeader=Authorization: Bearer " + ApiServer.shared().token();
        var url = operator.resolve("/git/" + shop.namespace + "/shop.git").toString();
        pushesMeanwhile(url, List.of("-c", header), shop::repository, "");
    }

    @Test
    void losesNothingWhileAPersonPushesToTheServer() throws Exception {
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        var url = git.url().toString().replace("https://", "https://me:secret@");
        pushesMeanwhile(url, List.of("-c", "http.sslVerify=false"), this::server, "dbt/");
    }
}
