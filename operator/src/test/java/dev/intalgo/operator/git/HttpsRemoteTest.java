package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import dev.intalgo.testing.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and proxies. */
class HttpsRemoteTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final CommitStyle STYLE = CommitStyle.plain("sales");
    private static final Credentials.Basic AT_PROXY = new Credentials.Basic("proxy-user", "proxy-secret");

    @TempDir
    static Path keys;

    private static TestCertificate certificate;

    @TempDir
    Path temporary;

    private GitServer server;
    private Repositories repositories;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.make(keys, "localhost", "git.invalid");
    }

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), certificate.jetty());
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void trustsTheCertificateThatItWasGiven() throws Exception {
        Location remote = remote(server.url().toString(), Optional.of(certificate.pem()), Optional.empty());
        repositories.commit(ID, remote, STYLE, "m", before -> Map.of("a", "1"));
        assertThat(repositories.open(ID, remote).files()).containsOnlyKeys("a");
        failure(Reason.HostNotTrusted, remote(server.url().toString(), Optional.empty(), Optional.empty()));
        failure(Reason.HostNotTrusted, remote(server.url().toString(), Optional.of("none"), Optional.empty()));
    }

    @Test
    void goesByAProxyThatFindsTheServerByName() throws Exception {
        try (SmallProxy proxy = SmallProxy.start(Optional.of(AT_PROXY))) {
            Location remote = byProxy(proxy.given(AT_PROXY));
            repositories.commit(ID, remote, STYLE, "m", before -> Map.of("a", "1"));
            assertThat(repositories.open(ID, remote).files()).containsOnlyKeys("a");
            assertThat(proxy.asked)
                    .isNotEmpty()
                    .containsOnly("CONNECT git.invalid:" + server.url().getPort() + " HTTP/1.1");
        }
    }

    @Test
    void checksTheCertificateThroughAProxyToo() throws Exception {
        try (SmallProxy proxy = SmallProxy.start(Optional.empty())) {
            Optional<HttpProxy> by = Optional.of(proxy.given(null));
            String other = server.url().toString().replace("localhost", "127.0.0.1");
            failure(Reason.HostNotTrusted, remote(server.url().toString(), Optional.empty(), by));
            failure(Reason.HostNotTrusted, remote(other, Optional.of(certificate.pem()), by));
        }
    }

    @Test
    void saysThatTheProxyRefuses() throws Exception {
        try (SmallProxy proxy = SmallProxy.start(Optional.of(AT_PROXY))) {
            assertThat(failure(Reason.AuthenticationFailed, byProxy(proxy.given(null))))
                    .hasMessageContaining("spec.repository.remote.proxy.credentials");
            assertThat(failure(
                            Reason.AuthenticationFailed,
                            byProxy(proxy.given(new Credentials.Basic("proxy-user", "a guess")))))
                    .hasMessageNotContaining("a guess");
            assertThat(server.authorizations).isEmpty();
        }
    }

    @Test
    void saysThatThereIsNoProxy() throws Exception {
        int free = Ports.free();
        assertThat(failure(Reason.RepositoryUnreachable, byProxy(new HttpProxy("localhost", free, Optional.empty()))))
                .hasMessageContaining("spec.repository.remote.proxy");
        assertThat(failure(
                        Reason.RepositoryUnreachable, byProxy(new HttpProxy("proxy.invalid", 3128, Optional.empty()))))
                .hasMessageContaining("spec.repository.remote.proxy");
    }

    private Location byProxy(HttpProxy proxy) throws IOException {
        String url = server.url().toString().replace("localhost", "git.invalid");
        return remote(url, Optional.of(certificate.pem()), Optional.of(proxy));
    }

    private static Location remote(String url, Optional<String> caPem, Optional<HttpProxy> proxy) {
        return new Location.Remote(url, "main", "", Optional.of(GitServer.GOOD), caPem, proxy);
    }

    private GitException failure(Reason reason, Location remote) {
        GitException failure = catchThrowableOfType(GitException.class, () -> repositories.open(ID, remote));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        return failure;
    }
}
