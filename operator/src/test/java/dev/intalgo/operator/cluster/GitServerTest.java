package dev.intalgo.operator.cluster;

import dev.intalgo.operator.git.GitServer;
import dev.intalgo.operator.git.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A project {@code shop} whose repository is on a Git server of the test's own. */
abstract class GitServerTest extends ClusterTest {
    @TempDir
    static Path keys;

    static TestCertificate certificate;

    @TempDir
    Path temporary;

    GitServer git;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.make(keys, "localhost");
    }

    @BeforeEach
    void start() throws Exception {
        git = GitServer.start(temporary.resolve("server.git"), certificate.jetty());
        shop.connection();
    }

    @AfterEach
    void stop() throws Exception {
        git.close();
    }

    void project(String password, String caBundle) {
        project(password, caBundle, "dbt");
    }

    void project(String password, String caBundle, String path) {
        shop.secret("git", Map.of("password", password));
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  repository:
                    remote:
                      url: %s
                      path: "%s"
                      credentials: {https: {username: me, password: {secretKeyRef: {name: git, key: password}}}}
                      %s
                """.formatted(git.url(), path, caBundle));
    }

    static String trusted() {
        try {
            return "caBundle: |\n" + certificate.pem().indent(10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Clone server() {
        return Clone.of(git.url().toString(), new UsernamePasswordCredentialsProvider("me", "secret"));
    }
}
