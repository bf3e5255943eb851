package dev.intalgo.operator.cluster;

import static dev.intalgo.operator.cluster.Workspace.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.git.GitServer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Projects on every kind of storage, and moves between all of them. */
@QuarkusTest
class StorageIT extends GitServerTest {
    enum Kind {
        VOLUME,
        CLASS,
        CLAIM,
        NFS,
        REMOTE,
        FOLDER;

        boolean onServer() {
            return this == REMOTE || this == FOLDER;
        }

        boolean onDrive() {
            return this == CLASS || this == CLAIM || this == NFS;
        }
    }

    private GitServer monorepo;
    private Keeper keeper;

    @BeforeEach
    void startMore() throws Exception {
        monorepo = GitServer.start(temporary.resolve("monorepo"), certificate.jetty());
        keeper = new Keeper(client, shop.namespace, operator, temporary.resolve("drives"));
        shop.secret("git", Map.of("password", "secret"));
    }

    @AfterEach
    void stopMore() throws Exception {
        keeper.close();
        monorepo.close();
    }

    private void project(Kind kind) {
        project(
                switch (kind) {
                    case VOLUME -> "volume: {size: 64Mi}";
                    case CLASS -> "volume: {size: 64Mi, storageClassName: fast}";
                    case CLAIM -> "claim: {name: drive, path: teams/shop}";
                    case NFS -> "nfs: {server: nas, path: /export}";
                    case REMOTE -> remote(git, "");
                    case FOLDER -> remote(monorepo, "path: data/dbt");
                });
    }

    private void project(String repository) {
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  llm: %s
                  repository:
                    %s
                """.formatted(llm(), repository.indent(4).strip()));
    }

    private static String remote(GitServer server, String more) {
        return """
                remote:
                  url: %s
                  credentials: {https: {username: me, password: {secretKeyRef: {name: git, key: password}}}}
                  %s
                  %s
                """.formatted(server.url(), trusted().indent(2).strip(), more);
    }

    private Clone at(Kind kind) {
        var signIn = new UsernamePasswordCredentialsProvider("me", "secret");
        return switch (kind) {
            case REMOTE -> Clone.of(git.url().toString(), signIn);
            case FOLDER -> Clone.of(monorepo.url().toString(), signIn);
            default -> shop.repository();
        };
    }

    private Path drive() {
        return keeper.folder(client.apps()
                .deployments()
                .inNamespace(shop.namespace)
                .withName("shop-keeper")
                .get());
    }

    @ParameterizedTest
    @EnumSource(names = {"CLASS", "CLAIM", "NFS"})
    void isCheckedOutOnADrive(Kind kind) throws Exception {
        project(kind);
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        var head = shop.repository().head().name();
        shop.until(IntalgoProject.class, "shop", p -> {
            assertThat(p.getStatus().stored()).isEqualTo(head);
            assertThat(condition(p, "Stored").getReason()).isEqualTo("StoredAtCommit");
        });
        assertThat(drive().resolve("models/totals.sql")).exists();
        if (kind == Kind.CLASS) {
            var claim = client.persistentVolumeClaims()
                    .inNamespace(shop.namespace)
                    .withName("shop-repository")
                    .get();
            assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
            assertThat(claim.getMetadata().getOwnerReferences()).isEmpty();
        }
    }

    static Stream<Arguments> moves() {
        return Stream.of(Kind.values())
                .flatMap(from ->
                        Stream.of(Kind.values()).filter(to -> to != from).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void movesWithItsWholeHistoryAndAsksNothingAgain(Kind from, Kind to) throws Exception {
        llm.content(answer("SELECT id, customer_id AS total FROM sales.orders"));
        project(from);
        shop.ready(IntalgoProject.class, "shop");
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        var before = at(from);
        project(to);
        var project = shop.until(IntalgoProject.class, "shop", p -> {
            assertThat(condition(p, "Ready").getStatus())
                    .as(p.getStatus().toString())
                    .isEqualTo("True");
            assertThat(p.getStatus().repository().remote() != null).isEqualTo(to.onServer());
        });
        shop.ready(Question.class, "totals");
        assertThat(llm.requests).hasSize(1);
        assertThat(shop.pods.done("validate")).hasSize(1);
        assertThat(at(to).log()).endsWith(before.log().toArray(String[]::new));
        shop.model("later", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "later");
        assertThat(at(to).log()).contains("Answer later", "Answer totals");
        assertThat(at(to).files()).containsKey((to == Kind.FOLDER ? "data/dbt/" : "") + "models/totals.sql");
        assertThat(shop.events("IntalgoProject", "shop")).contains("Moved");
        if (from.onServer() || to.onServer() || from.onDrive()) {
            assertThat(condition(project, "Moved").getReason()).isEqualTo("Retained");
            assertThat(project.getStatus().retained().getFirst().commit())
                    .isEqualTo(before.head().name());
        }
        if (from.onServer()) {
            assertThat(at(from).head()).isEqualTo(before.head());
        }
        if (to.onDrive()) {
            shop.eventually(
                    () -> assertThat(drive().resolve("models/later.sql")).exists());
        } else {
            shop.eventually(() -> assertThat(client.apps()
                            .deployments()
                            .inNamespace(shop.namespace)
                            .list()
                            .getItems())
                    .isEmpty());
        }
    }

    @Test
    void startsFromTheRepositoryThatIsOnTheDrive() throws Exception {
        var folder = temporary.resolve("drives/drive/teams/shop");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("dbt_project.yml"), "name: shop\nprofile: shop\n");
        Keeper.git(folder, "init", "--quiet");
        Keeper.git(folder, "add", "--all");
        Keeper.git(folder, "commit", "--quiet", "--message", "Theirs");
        project(Kind.CLAIM);
        shop.ready(IntalgoProject.class, "shop");
        assertThat(shop.repository().log()).containsExactly("Describe the sources of shop", "Theirs");
    }

    @Test
    void saysWhatIsWrongWithTheDrive() {
        keeper.problem = "DriveFull";
        project(Kind.CLAIM);
        assertThat(shop.notReady(IntalgoProject.class, "shop", "DriveFull")).contains("make it larger");
        keeper.problem = null;
        shop.ready(IntalgoProject.class, "shop");
        keeper.problem = "DriveHasOtherRepository";
        shop.notReady(IntalgoProject.class, "shop", "DriveHasOtherRepository");
        assertThat(condition(shop.get(IntalgoProject.class, "shop"), "RepositoryReady")
                        .getStatus())
                .isEqualTo("True");
    }

    @Test
    void saysWhyTheKeeperCannotRun() {
        keeper.absent = true;
        project(Kind.CLAIM);
        shop.waiting(IntalgoProject.class, "shop", "KeeperStarting");
        var pod = keeper.pod(client.apps()
                .deployments()
                .inNamespace(shop.namespace)
                .withName("shop-keeper")
                .get());
        client.resource(new PodBuilder(pod)
                        .withNewStatus()
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage("persistentvolumeclaim \"drive\" not found")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
        assertThat(shop.notReady(IntalgoProject.class, "shop", "KeeperNotRunning"))
                .contains("persistentvolumeclaim \"drive\" not found");
    }

    @Test
    void saysWhyTheKeeperHasNoPod() {
        keeper.absent = true;
        project(Kind.NFS);
        shop.waiting(IntalgoProject.class, "shop", "KeeperStarting");
        var deployment = client.apps().deployments().inNamespace(shop.namespace).withName("shop-keeper");
        deployment.editStatus(found -> new DeploymentBuilder(found)
                .withNewStatus()
                .addNewCondition()
                .withType("ReplicaFailure")
                .withStatus("True")
                .withReason("FailedCreate")
                .withMessage("pods \"shop-keeper-\" is forbidden: violates PodSecurity \"restricted:latest\"")
                .endCondition()
                .endStatus()
                .build());
        assertThat(shop.notReady(IntalgoProject.class, "shop", "KeeperNotRunning"))
                .contains("FailedCreate", "violates PodSecurity");
    }

    @Test
    void staysWhereItIsWhileItCannotMove() {
        project(Kind.VOLUME);
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        project("remote: {url: 'https://127.0.0.1:1/x.git'}");
        assertThat(shop.notReady(IntalgoProject.class, "shop", "MoveFailed"))
                .contains("still at the operator's volume", "https://127.0.0.1:1/x.git");
        shop.waiting(Question.class, "totals", "Moving");
        project(Kind.VOLUME);
        shop.ready(IntalgoProject.class, "shop");
        shop.ready(Question.class, "totals");
        assertThat(shop.pods.done("validate")).hasSize(1);
    }

    @Test
    void writesOverNothingThatIsAtTheNewPlace() {
        project(Kind.REMOTE);
        shop.ready(IntalgoProject.class, "shop");
        var theirs = at(Kind.REMOTE).push("NOTES.md", "theirs\n");
        shop.delete(IntalgoProject.class, "shop");
        project(Kind.VOLUME);
        shop.ready(IntalgoProject.class, "shop");
        shop.repository().push("NOTES.md", "mine\n");
        project(Kind.REMOTE);
        assertThat(shop.notReady(IntalgoProject.class, "shop", "RepositoryNotEmpty"))
                .contains("use an empty repository");
        assertThat(at(Kind.REMOTE).head().name()).isEqualTo(theirs);
        assertThat(shop.repository().file("NOTES.md")).isEqualTo("mine\n");
    }
}
