package dev.intalgo.console;

import static org.awaitility.Awaitility.await;

import dev.intalgo.testing.Ports;
import dev.intalgo.testing.Supervised;
import dev.intalgo.testing.Trust;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jsoup.Jsoup;

/** A real Keycloak over HTTPS with a certificate of its own, on a loopback port, with the realm {@code shop}. */
final class KeycloakServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    private final Path directory;
    private final int port;
    private final Supervised server;
    private final SSLContext tls;

    private KeycloakServer(Path directory, String realm) throws Exception {
        this.directory = directory;
        this.port = Ports.free();
        new CertificateGenerator(directory, true)
                .generate(new CertificateRequest()
                        .withName("keycloak")
                        .withCN("localhost")
                        .withFormat(Format.PEM));
        this.tls = Trust.only(certificateFile());
        var home = Path.of(System.getProperty("keycloak.home"));
        var imported = Files.createDirectories(home.resolve("data/import"));
        Files.writeString(imported.resolve("shop-realm.json"), realm);
        this.server = Supervised.start(
                List.of(
                        "bash",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--import-realm",
                        "--db=dev-mem",
                        "--https-port=" + port,
                        "--https-certificate-file=" + certificateFile(),
                        "--https-certificate-key-file=" + directory.resolve("keycloak.key"),
                        "--http-port=" + Ports.free()),
                directory.resolve("keycloak.log"));
        awaitReady();
    }

    /**
     * Starts one that keeps its files in a folder.
     *
     * @param realm the realm {@code shop}, as Keycloak exports one
     */
    static KeycloakServer start(Path directory, String realm) {
        try {
            return new KeycloakServer(directory, realm);
        } catch (Exception e) { // as the generator of certificates declares it
            throw new IllegalStateException("could not start Keycloak", e);
        }
    }

    private void awaitReady() {
        await().atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (server.endsWithin(0, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("Keycloak did not start:\n" + server.log());
                    }
                    return Jsoup.connect(issuer() + "/.well-known/openid-configuration")
                                    .sslContext(tls)
                                    .ignoreContentType(true)
                                    .execute()
                                    .statusCode()
                            == 200;
                });
    }

    /** Of the realm. */
    String issuer() {
        return "https://localhost:%d/realms/shop".formatted(port);
    }

    /** The certificate of its own, in PEM. */
    Path certificateFile() {
        return directory.resolve("keycloak.crt");
    }

    /** Takes this server's certificate, and no other. */
    SSLContext trusting() {
        return tls;
    }

    @Override
    public void close() {
        server.stop();
    }
}
