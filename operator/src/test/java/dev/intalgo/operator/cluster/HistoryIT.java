package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.project.News;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;

/** A branch whose history somebody rewrote. */
@QuarkusTest
class HistoryIT extends GitServerTest {
    @Inject
    News news;

    private void forceBranchTo(ObjectId commit) throws Exception {
        try (var repository =
                new FileRepositoryBuilder().setGitDir(git.directory().toFile()).build()) {
            var update = repository.updateRef("refs/heads/main");
            update.setNewObjectId(commit);
            update.forceUpdate();
        }
    }

    @Test
    void writesAgainWhatAForcePushTookAway() throws Exception {
        llm.content(answer("SELECT id FROM sales.orders"));
        project("secret", trusted() + "  llm: " + llm() + "\n");
        shop.ready(IntalgoProject.class, "shop");
        var before = server().head();
        shop.question("totals", "mode: Model");
        var lost = shop.ready(Question.class, "totals").getStatus();
        client.configMaps()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/draft")
                .delete();
        forceBranchTo(before);
        var theirs = server().push("NOTES.md", "mine\n");
        news.told(new RepositoryId(shop.namespace, "shop"));
        shop.until(
                Question.class,
                "totals",
                q -> assertThat(q.getStatus().builtCommit()).isNotEqualTo(lost.builtCommit()));
        assertThat(server().log()).containsExactly("Answer totals", "Edit NOTES.md", "Describe the sources of shop");
        assertThat(server().file("dbt/models/totals.sql")).isEqualTo(lost.sql() + "\n");
        assertThat(llm.requests).hasSize(1);
        var told = shop.until(
                IntalgoProject.class,
                "shop",
                p -> assertThat(Workspace.condition(p, "HistoryRewritten").getStatus())
                        .isEqualTo("True"));
        assertThat(Workspace.condition(told, "HistoryRewritten").getMessage()).contains(lost.commit(), theirs);
        assertThat(shop.events("IntalgoProject", "shop")).contains("HistoryRewritten");
        assertThat(told.getStatus().isTrue("Ready")).isTrue();
    }
}
