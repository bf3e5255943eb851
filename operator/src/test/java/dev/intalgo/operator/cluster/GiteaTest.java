package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.project.News;
import dev.intalgo.testing.GiteaServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A project on a real Gitea: the operator is bot there, ann may write, and eve may not. */
abstract class GiteaTest extends ClusterTest {
    static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";
    static final String OTHERS = "SELECT id, customer_id AS total FROM sales.orders WHERE id > 0";

    @TempDir
    static Path files;

    static GiteaServer gitea;
    private static String token;

    @Inject
    News news;

    /** The repository, as a path of the API. */
    String repository;

    @BeforeAll
    static void start() {
        gitea = GiteaServer.start(files);
        for (var user : new String[] {"team", "bot", "ann", "eve"}) {
            gitea.user(user);
        }
        token = gitea.token("bot");
    }

    @AfterAll
    static void stop() {
        gitea.close();
    }

    @BeforeEach
    void makeRepository() {
        var name = "shop-" + UUID.randomUUID().toString().substring(0, 8);
        repository = "/repos/team/" + name;
        gitea.api("team", "POST", "/user/repos", "{\"name\": \"%s\"}".formatted(name));
        for (var user : new String[] {"bot", "ann"}) {
            gitea.api("team", "PUT", repository + "/collaborators/" + user, "{\"permission\": \"write\"}");
        }
        shop.connection();
        shop.secret("git", Map.of("token", token));
    }

    /**
     * @param requests more of pullRequests, from a comma on
     * @param remote more of remote
     */
    void project(String requests, String... remote) {
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  approval: PullRequest
                  llm: %s
                  repository:
                    remote:
                      url: %s
                      credentials: {https: {username: bot, password: {secretKeyRef: {name: git, key: token}}}}
                      pullRequests: {provider: Gitea%s}
                      %s
                      caBundle: |
                %s
                """.formatted(
                        llm(),
                        gitea.url() + repository.substring("/repos/".length()) + ".git",
                        requests,
                        String.join("", remote),
                        gitea.certificate().indent(10)));
    }

    Clone server() {
        return Clone.of(
                gitea.url() + repository.substring("/repos/".length()) + ".git",
                new UsernamePasswordCredentialsProvider("ann", GiteaServer.PASSWORD));
    }

    /** As a webhook does. */
    void news() {
        news.told(new RepositoryId(shop.namespace, "shop"));
    }

    static JsonNode json(String text) {
        try {
            return Pods.JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode request(long number) {
        return json(gitea.api("ann", "GET", repository + "/pulls/" + number, ""));
    }

    long proposed(String question) {
        shop.waiting(Question.class, question, "AwaitingReview");
        return shop.get(Question.class, question).getStatus().pullRequest().number();
    }

    void merge(long number, String how) {
        accept(number, how);
        news();
    }

    /** As {@link #merge}, of which nobody tells the operator. */
    void accept(long number, String how) {
        // Gitea looks for conflicts first, and anew after each push; until then it wants to be asked again.
        shop.eventually(() -> assertThatCode(() -> gitea.api(
                        "ann", "POST", repository + "/pulls/" + number + "/merge", "{\"Do\": \"%s\"}".formatted(how)))
                .doesNotThrowAnyException());
    }

    void comment(String user, long number, String text) {
        say(user, number, text);
        news();
    }

    /** As {@link #comment}, of which nobody tells the operator. */
    void say(String user, long number, String text) {
        gitea.api(user, "POST", repository + "/issues/" + number + "/comments", "{\"body\": \"%s\"}".formatted(text));
    }
}
