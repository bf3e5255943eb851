package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.project.LeftCopies;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Projects whose repository is on a Git server, which may refuse and be pushed to by others. */
@QuarkusTest
class RemoteProjectIT extends GitServerTest {
    private static final String ORDERS = "SELECT id FROM sales.orders";

    @ConfigProperty(name = "intalgo.data")
    Path data;

    @Inject
    LeftCopies copies;

    @Test
    void commitsToItsFolderOnTheServer() {
        project("secret", trusted());
        var status = shop.ready(IntalgoProject.class, "shop").getStatus();
        assertThat(status.cloneUrl()).isEqualTo(git.url().toString());
        assertThat(status.commit()).isEqualTo(server().head().name());
        shop.model("totals", ORDERS);
        shop.ready(Question.class, "totals");
        assertThat(server().files())
                .containsKeys("dbt/dbt_project.yml", "dbt/models/totals.sql", "dbt/models/totals.yml");
        assertThat(server().log()).hasSize(2);
        assertThat(git.pushes).hasValue(2);
    }

    @Test
    void losesNothingWhereSomebodyPushesInBetween() {
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        var first = new AtomicBoolean(true);
        git.rule = (pack, commands) -> {
            if (first.getAndSet(false)) {
                server().push("NOTES.md", "mine\n");
            }
        };
        shop.model("totals", ORDERS);
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(server().log()).containsExactly("Answer totals", "Edit NOTES.md", "Describe the sources of shop");
        assertThat(server().files()).containsKeys("NOTES.md", "dbt/models/totals.sql");
        assertThat(status.builtCommit()).isEqualTo(server().head().name());
    }

    @Test
    void servesItToPodsAndPeopleWhoReadIt() throws Exception {
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        var pushed = server().push("NOTES.md", "mine\n");
        assertThat(shop.repository().head().name()).isEqualTo(pushed);
        assertThat(refusal(shop.repository().url())).contains(git.url() + ": push there");
        assertThat(server().head().name()).isEqualTo(pushed);
    }

    @Test
    void leavesNoCopyOnTheVolumeWhenItGoes() {
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        var copy = data.resolve("cache").resolve(shop.namespace).resolve("shop.git");
        copies.remove();
        assertThat(copy).isDirectory();
        shop.delete(IntalgoProject.class, "shop");
        shop.eventually(() -> {
            copies.remove();
            assertThat(copy).doesNotExist();
        });
        assertThat(server().files()).containsKey("dbt/dbt_project.yml");
    }

    private static String refusal(String repository) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(repository + "/info/refs?service=git-receive-pack"))
                .header("Authorization", "Bearer " + ApiServer.shared().token())
                .build();
        var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(403);
        return response.body();
    }

    @Test
    void saysWhyTheServerRefusesAndGoesOnWhenItDoesNot() {
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        var head = server().head();
        git.rule = (pack, commands) -> commands.forEach(
                c -> c.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "the branch is protected"));
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "PushRejected")).contains("the branch is protected");
        assertThat(shop.events("Question", "totals")).contains("PushRejected");
        assertThat(server().head()).isEqualTo(head);
        git.rule = PreReceiveHook.NULL;
        shop.ready(Question.class, "totals");
        assertThat(shop.pods.done("validate")).hasSize(1);
    }

    @Test
    void saysWhatToChangeOfTheCredentials() {
        project("wrong", trusted());
        assertThat(shop.notReady(IntalgoProject.class, "shop", "AuthenticationFailed"))
                .contains("correct the Secret")
                .doesNotContain("wrong");
        assertThat(git.pushes).hasValue(0);
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        git.readOnly = true;
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "AuthenticationFailed"))
                .contains("that right");
        git.readOnly = false;
        shop.ready(Question.class, "totals");
    }

    @Test
    void isNotLaidOverSomethingElse() {
        var pushed = server().push("app/main.py", "print('theirs')\n");
        project("secret", trusted(), "app");
        assertThat(shop.notReady(IntalgoProject.class, "shop", "RepositoryNotDbt"))
                .contains("main.py", "spec.repository.remote.path");
        assertThat(server().head().name()).isEqualTo(pushed);
        assertThat(git.pushes).hasValue(1);
        project("secret", trusted(), "app/dbt");
        shop.ready(IntalgoProject.class, "shop");
        assertThat(server().files()).containsKeys("app/main.py", "app/dbt/dbt_project.yml");
        assertThat(server().log()).containsExactly("Describe the sources of shop", "Edit app/main.py");
    }

    @Test
    void trustsNoCertificateThatItWasNotTold() {
        project("secret", "branch: main");
        assertThat(shop.notReady(IntalgoProject.class, "shop", "HostNotTrusted"))
                .contains("spec.repository.remote.caBundle");
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
    }
}
