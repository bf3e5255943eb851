package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.project.News;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that people review with Git alone, where no server makes pull requests. */
@QuarkusTest
class BranchReviewIT extends GitServerTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";

    enum Kind {
        VOLUME("volume: {size: 64Mi}"),
        CLAIM("claim: {name: drive, path: teams/shop}"),
        NFS("nfs: {server: nas, path: /export}"),
        REMOTE(
                "remote: {url: %s, credentials: {https: {username: me, password: {secretKeyRef: {name: git, key: password}}}}, caBundle: %s}");

        private final String spec;

        Kind(String spec) {
            this.spec = spec;
        }
    }

    @Inject
    News news;

    private Keeper keeper;
    private Path clone;

    @BeforeEach
    void startKeeper() throws IOException {
        keeper = new Keeper(client, shop.namespace, operator, temporary.resolve("drives"));
        clone = Files.createDirectory(temporary.resolve("clone"));
        shop.secret("git", Map.of("password", "secret"));
    }

    @AfterEach
    void stopKeeper() {
        keeper.close();
    }

    private void project(Kind kind) throws IOException {
        shop.apply(
                """
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  approval: PullRequest
                  llm: %s
                  repository:
                    %s
                """.formatted(llm(), kind.spec.formatted(git.url(), Pods.JSON.writeValueAsString(certificate.pem()))));
        shop.ready(IntalgoProject.class, "shop");
    }

    private void clone(Kind kind) throws IOException, InterruptedException {
        var url = kind == Kind.REMOTE
                ? git.url().toString().replace("https://", "https://me:secret@")
                : operator.resolve("/git/" + shop.namespace + "/shop.git")
                        .toString()
                        .replace("http://", "http://me:" + ApiServer.shared().token() + "@");
        git("clone", "--quiet", url, ".");
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        var command = new String[arguments.length + 2];
        command[0] = "-c";
        command[1] = "http.sslVerify=false";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Keeper.git(clone, command);
    }

    /** A Git server without webhooks is asked some time later, which a test does not wait for. */
    private void push(Kind kind, String... arguments) throws IOException, InterruptedException {
        git(arguments);
        if (kind == Kind.REMOTE) {
            news.told(new RepositoryId(shop.namespace, "shop"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBranchThatAPersonMergesIsBuilt(Kind kind) throws Exception {
        llm.content(answer(ORDERS));
        project(kind);
        shop.question("totals", "mode: Model");
        assertThat(shop.waiting(Question.class, "totals", "AwaitingReview")).contains("intalgo/totals", "merge it");
        clone(kind);
        assertThat(clone.resolve("models/totals.sql")).doesNotExist();
        assertThat(shop.pods.done("build")).isEmpty();
        git("merge", "--quiet", "--no-ff", "--no-edit", "origin/intalgo/totals");
        push(kind, "push", "--quiet", "origin", "main");
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(status.builtCommit()).isEqualTo(git("rev-parse", "HEAD"));
        assertThat(status.pullRequest().state()).isEqualTo("Merged");
        assertThat(llm.requests).hasSize(1);
        assertThat(git("ls-remote", "--heads", "origin"))
                .contains("refs/heads/main")
                .doesNotContain("intalgo/totals");
    }

    @ParameterizedTest
    @EnumSource
    void theBranchThatAPersonDeletesIsRejected(Kind kind) throws Exception {
        llm.content(answer(ORDERS));
        project(kind);
        shop.question("totals", "mode: Model");
        shop.waiting(Question.class, "totals", "AwaitingReview");
        clone(kind);
        push(kind, "push", "--quiet", "origin", "--delete", "intalgo/totals");
        assertThat(shop.notReady(Question.class, "totals", "ReviewClosed"))
                .contains("The branch intalgo/totals was deleted", "intalgo.dev/reopen");
        var rejected = shop.get(Question.class, "totals").getStatus().pullRequest();
        assertThat(rejected.state()).isEqualTo("Closed");
        shop.touch();
        shop.staysSo(() -> assertThat(llm.requests).hasSize(1));
        shop.annotate(Question.class, "totals", "intalgo.dev/reopen", rejected.commit());
        shop.waiting(Question.class, "totals", "AwaitingReview");
        git("fetch", "--quiet");
        assertThat(git("show", "origin/intalgo/totals:models/totals.sql")).contains("customer_id AS total");
        assertThat(llm.requests).hasSize(1);
    }
}
