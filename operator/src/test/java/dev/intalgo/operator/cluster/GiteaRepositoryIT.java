package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.GiteaServer;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories on a real Gitea that are not as simple as an empty one that all may push to. */
@QuarkusTest
class GiteaRepositoryIT extends GiteaTest {
    private static final String THEIRS = "select 1 as id, 2 as total\n";

    /** The repository's owner alone may push, and what others merge has to be approved. */
    private void protect() {
        gitea.api("team", "POST", repository + "/branch_protections", """
                {"rule_name": "main", "enable_push": true, "enable_push_whitelist": true,
                 "push_whitelist_usernames": ["team"], "required_approvals": 1}
                """);
    }

    private void approve(long number) {
        gitea.api("ann", "POST", repository + "/pulls/" + number + "/reviews", "{\"event\": \"APPROVED\"}");
    }

    @Test
    void worksWithAProtectedBranchOnceThereIsACommit() {
        project("");
        shop.ready(IntalgoProject.class, "shop");
        protect();
        llm.content(answer(ORDERS));
        shop.question("totals", "mode: Model");
        var number = proposed("totals");
        approve(number);
        merge(number, "merge");
        shop.ready(Question.class, "totals");
    }

    @Test
    void hasTheFilesOfAnEmptyRepositoryReviewedOnceThereIsACommit() {
        protect();
        project("");
        assertThat(shop.notReady(IntalgoProject.class, "shop", "PushRejected"))
                .contains("first commit", "main", "README.md");
        gitea.api("team", "POST", repository + "/contents/README.md", "{\"content\": \"IyBTaG9wCg==\"}");
        news();
        assertThat(shop.waiting(IntalgoProject.class, "shop", "AwaitingReview")).contains("/pulls/1");
        assertThat(server().files()).containsOnlyKeys("README.md");
        approve(1);
        merge(1, "merge");
        shop.ready(IntalgoProject.class, "shop");
        llm.content(answer(ORDERS));
        shop.question("totals", "mode: Model");
        var number = proposed("totals");
        approve(number);
        merge(number, "squash");
        shop.ready(Question.class, "totals");
        assertThat(server().files()).containsKeys("README.md", "dbt_project.yml", "models/totals.sql");
    }

    @Test
    void saysWhichFilesConflictAndTakesTheMergeThatAPersonMakes(@TempDir Path folder) throws Exception {
        project("");
        shop.ready(IntalgoProject.class, "shop");
        llm.content(answer(ORDERS)).content(answer(OTHERS));
        shop.question("totals", "mode: Model");
        merge(proposed("totals"), "merge");
        shop.ready(Question.class, "totals");
        shop.question("totals", "mode: Model", "text: \"What of totals above none?\"");
        var number = proposed("totals");
        server().push("models/totals.sql", THEIRS);
        news();
        shop.eventually(() -> assertThat(shop.waiting(Question.class, "totals", "AwaitingReview"))
                .contains("conflicts", "models/totals.sql"));
        mergeMain(folder);
        news();
        shop.until(
                Question.class, "totals", q -> assertThat(q.getStatus().sql()).isEqualTo(THEIRS.strip()));
        assertThat(shop.waiting(Question.class, "totals", "AwaitingReview")).doesNotContain("conflicts");
        merge(number, "merge");
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(status.condition("Answered").orElseThrow().getReason()).isEqualTo("Edited");
        assertThat(status.builtCommit()).isEqualTo(server().head().name());
        assertThat(server().file("models/totals.sql")).isEqualTo(THEIRS);
        assertThat(llm.requests).hasSize(2);
    }

    /** Where both changed the same, the project's branch wins. */
    private void mergeMain(Path folder) throws IOException, InterruptedException {
        var url = (gitea.url() + repository.substring("/repos/".length()) + ".git")
                .replace("https://", "https://ann:" + GiteaServer.PASSWORD + "@");
        // The certificate is the test's own, and the environment's certificates would win over a setting.
        var trust = "http.sslVerify=false";
        Keeper.git(folder, "-c", trust, "clone", "--quiet", url, ".");
        Keeper.git(folder, "checkout", "--quiet", "intalgo/totals");
        Keeper.git(folder, "merge", "--quiet", "-X", "theirs", "origin/main");
        Keeper.git(folder, "-c", trust, "push", "--quiet", "origin", "intalgo/totals");
    }

    @Test
    void staysOnABranchThatIsBroughtUpToDate() {
        project("");
        shop.ready(IntalgoProject.class, "shop");
        gitea.api("team", "POST", repository + "/branch_protections", """
                {"rule_name": "main", "enable_push": true, "block_on_outdated_branch": true}
                """);
        llm.content(answer(ORDERS));
        shop.question("totals", "mode: Model");
        var number = proposed("totals");
        server().push("NOTES.md", "mine\n");
        gitea.api("ann", "POST", repository + "/pulls/" + number + "/update", "");
        news();
        merge(number, "merge");
        shop.ready(Question.class, "totals");
        assertThat(server().file("NOTES.md")).isEqualTo("mine\n");
        assertThat(llm.requests).hasSize(1);
    }

    @Test
    void isToldByTheServersWebhook() {
        shop.secret("hook", Map.of("secret", "tell-me"));
        project("", "webhook: {secret: {secretKeyRef: {name: hook, key: secret}}}");
        shop.ready(IntalgoProject.class, "shop");
        gitea.api("team", "POST", repository + "/hooks", """
                {"type": "gitea", "active": true, "events": ["push", "pull_request", "pull_request_comment"],
                 "config": {"url": "%s", "content_type": "json", "secret": "tell-me"}}
                """.formatted(
                        operator.resolve("/webhooks/" + shop.namespace + "/shop")));
        llm.content(answer(ORDERS)).content(answer(OTHERS));
        shop.question("totals", "mode: Model");
        var number = proposed("totals");
        say("ann", number, "Leave out the first order.");
        shop.until(
                Question.class, "totals", q -> assertThat(q.getStatus().sql()).contains("id > 0"));
        accept(number, "merge");
        shop.ready(Question.class, "totals");
    }

    @Test
    void saysWhatIsWrongWithTheToken() {
        project("");
        shop.ready(IntalgoProject.class, "shop");
        shop.secret("wrong", Map.of("token", "no-such-token"));
        project(", token: {secretKeyRef: {name: wrong, key: token}}");
        assertThat(shop.notReady(IntalgoProject.class, "shop", "ReviewUnauthorized"))
                .contains("pullRequests.token")
                .doesNotContain("no-such-token");
        project("");
        shop.ready(IntalgoProject.class, "shop");
    }
}
