package dev.intalgo.operator.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Proposals;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.kube.NotReady;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Question, its project's looks and webhooks do to one branch in every order. */
class ReviewsTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final ResourceID QUESTION = new ResourceID("totals", "shop");
    private static final String BRANCH = "intalgo/totals";
    private static final Location PLACE = new Location.Volume(64 << 20);

    @TempDir
    Path data;

    private final List<ResourceID> woken = new ArrayList<>();
    private Proposals proposals;
    private Reviews reviews;
    private IntalgoProject project;
    private long news;

    @BeforeEach
    void start() throws Exception {
        var repositories = new Repositories(data, Instant.now());
        repositories.commit(ID, PLACE, CommitStyle.plain("sales"), "m", before -> Map.of("a", "1"));
        proposals = new Proposals(repositories);
        reviews = new Reviews(null, proposals);
        reviews.events().setEventHandler(event -> woken.add(event.getRelatedCustomResourceID()));
        reviews.events().start();
        project = new IntalgoProject();
        project.setMetadata(
                new ObjectMetaBuilder().withNamespace("shop").withName("sales").build());
        project.setSpec(Serialization.unmarshal("""
                connectionRef: {name: shop}
                approval: PullRequest
                repository: {volume: {size: 64Mi}}
                """, IntalgoProjectSpec.class));
    }

    private String commit(String text) throws GitException {
        return proposals
                .commit(ID, PLACE, BRANCH, CommitStyle.plain("sales"), "m", before -> Map.of("a", text))
                .id();
    }

    private void look() throws NotReady {
        reviews.look(project, PLACE, news);
    }

    private void lookToldOfNews() throws NotReady {
        news++;
        look();
    }

    private Reviews.Board board() throws NotReady {
        return reviews.board(project, PLACE, BRANCH, Optional.of(QUESTION));
    }

    @Test
    void wakesWhoLookedBeforeSomebodyChangedTheBranch() throws Exception {
        lookToldOfNews();
        board();
        commit("2");
        lookToldOfNews();
        assertThat(woken).containsExactly(QUESTION);
    }

    @Test
    void doesNotForgetWhatWasSeenWhileAQuestionWasAtWork() throws Exception {
        var first = commit("2");
        var atWork = board();
        woken.clear();
        var theirs = commit("3");
        lookToldOfNews();
        atWork.now(first, Optional.empty());
        assertThat(woken).contains(QUESTION);
        assertThat(board().head()).contains(theirs);
    }

    @Test
    void doesNotForgetThatTheBranchIsGoneWhileAQuestionWasAtWork() throws Exception {
        var first = commit("2");
        var atWork = board();
        proposals.delete(ID, PLACE, BRANCH, first);
        lookToldOfNews();
        atWork.now(first, Optional.empty());
        assertThat(board().head()).isEmpty();
    }

    @Test
    void showsOneWhoIsAtWorkNothingButWhatItDoesItself() throws Exception {
        var first = commit("2");
        var atWork = board();
        commit("3");
        lookToldOfNews();
        assertThat(atWork.head()).contains(first);
        atWork.now(null, Optional.empty());
        assertThat(atWork.head()).isEmpty();
    }

    @Test
    void seesAtTheNextLookWhatOneThatChangedSomethingDidBetween() throws Exception {
        var atWork = board();
        var first = commit("2");
        lookToldOfNews();
        var second = commit("3");
        atWork.now(second, Optional.empty());
        assertThat(board().head()).contains(second).isNotEqualTo(Optional.of(first));
    }

    @Test
    void wakesNobodyForWhatTheOperatorDid() throws Exception {
        var atWork = board();
        atWork.now(commit("2"), Optional.empty());
        lookToldOfNews();
        assertThat(woken).isEmpty();
    }

    @Test
    void isToldStillWhereALookFailed() throws Exception {
        board();
        commit("2");
        news++;
        var broken = data.resolve("git/shop/sales.git/packed-refs");
        Files.writeString(broken, "^no\n");
        assertThatThrownBy(this::look).isInstanceOf(NotReady.class);
        Files.delete(broken);
        look();
        assertThat(woken).containsExactly(QUESTION);
    }
}
