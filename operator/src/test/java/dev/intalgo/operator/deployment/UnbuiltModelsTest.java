package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.deployment.UnbuiltModels.Unbuilt;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.project.RepositoryPlaces;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnbuiltModelsTest {
    private static final String PATH = "models/totals.sql";
    private static final Location HERE = new Location.Volume(Long.MAX_VALUE);

    @TempDir
    Path data;

    private Repositories repositories;
    private IntalgoProject project;

    @BeforeEach
    void open() {
        repositories = new Repositories(data, Instant.EPOCH);
        project = Serialization.unmarshal("""
                apiVersion: intalgo.dev/v1alpha1
                kind: IntalgoProject
                metadata: {name: shop, namespace: team}
                spec: {connectionRef: {name: shop}, repository: {volume: {size: 1Gi}}}
                """, IntalgoProject.class);
    }

    private String commit(String path, String sql) throws Exception {
        var files = Map.of("dbt_project.yml", "name: shop\n", path, sql);
        var id = RepositoryPlaces.id(project);
        var commit = repositories.commit(id, HERE, CommitStyle.plain("shop"), "Change it", before -> files);
        project.setStatus(IntalgoProjectStatus.EMPTY.withCommit(commit.id()));
        return commit.id();
    }

    private static Question question(String reason, QuestionStatus status) {
        Question question = Serialization.unmarshal("""
                apiVersion: intalgo.dev/v1alpha1
                kind: Question
                metadata: {name: totals, namespace: team}
                spec: {projectRef: {name: shop}, text: How much?, mode: Model}
                """, Question.class);
        var ready = new ConditionBuilder()
                .withType("Ready")
                .withStatus(reason.equals("Built") ? "True" : "False")
                .withReason(reason)
                .build();
        question.setStatus(status.withConditions(List.of(ready)));
        return question;
    }

    private static QuestionStatus at(String commit, String built) {
        return QuestionStatus.EMPTY.withPath(PATH).withCommit(commit).withBuiltCommit(built);
    }

    private List<String> models(String commit, Question question) throws Exception {
        return new UnbuiltModels(repositories, p -> HERE)
                .at(commit, project, List.of(question)).stream()
                        .map(Unbuilt::model)
                        .toList();
    }

    @Test
    void areThoseWhoseBuildFailedAlsoAtLaterCommits() throws Exception {
        var built = commit(PATH, "select 1");
        var failed = commit(PATH, "select 1/0");
        var later = commit("README.md", "Ours.\n");
        var question = question("BuildFailed", at(failed, built));
        assertThat(models(failed, question)).containsExactly("totals");
        assertThat(models(later, question)).containsExactly("totals");
        assertThat(models(built, question)).isEmpty();
        assertThat(models(failed, question("Built", at(failed, failed)))).isEmpty();
    }

    @Test
    void areNotThoseOfOtherSqlThatAPersonPushed() throws Exception {
        var failed = commit(PATH, "select 1/0");
        var pushed = commit(PATH, "select 2");
        assertThat(models(pushed, question("BuildFailed", at(failed, null)))).isEmpty();
    }

    @Test
    void areThoseThatAPersonEditedToWhatIsRefused() throws Exception {
        var built = commit(PATH, "select 1");
        var edited = commit(PATH, "select nothing");
        var question = question("EditRefused", at(built, built));
        assertThat(models(edited, question)).containsExactly("totals");
        assertThat(models(built, question)).isEmpty();
    }

    @Test
    void areNoAnswersThatAreStillAnalyses() throws Exception {
        var path = "analyses/totals.sql";
        var commit = commit(path, "select 1");
        var question = question("InvalidSql", at(commit, null).withPath(path));
        assertThat(models(commit, question)).isEmpty();
    }
}
