package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import dev.intalgo.testing.Definitions;
import dev.intalgo.testing.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;

/** A browser, the console, a real provider, and an API server that trusts it. */
abstract class OidcTest {
    static ApiServer server;
    static String console;

    Connection browser;

    /** Which certificates the browser takes. */
    abstract SSLContext tls();

    @BeforeEach
    void open() {
        browser = Jsoup.newSession().sslContext(tls()).ignoreHttpErrors(true).timeout(30_000);
    }

    /** A port for the console, which the provider has to know before that starts. */
    static int reserve() throws IOException {
        int port = Ports.free();
        console = "http://localhost:" + port;
        return port;
    }

    /**
     * Starts the API server; the console's configuration.
     *
     * @param port what {@link #reserve} gave
     * @param certificate the provider's
     * @param title what people call it
     * @param more arguments of the API server
     */
    static Map<String, String> trust(
            int port, String issuer, Path certificate, String client, String secret, String title, String... more) {
        server = ApiServer.startWith(Stream.concat(
                        Stream.of(
                                "--oidc-issuer-url=" + issuer,
                                "--oidc-ca-file=" + certificate,
                                "--oidc-client-id=" + client,
                                "--oidc-username-claim=preferred_username",
                                "--oidc-username-prefix=oidc:"),
                        Stream.of(more))
                .toArray(String[]::new));
        Definitions.apply(server);
        return Map.of(
                "quarkus.http.test-port", Integer.toString(port),
                "intalgo.console.api-server", server.url(),
                "intalgo.console.api-ca", server.certificateAuthority().toString(),
                "intalgo.console.oidc.issuer", issuer,
                "intalgo.console.oidc.client-id", client,
                "intalgo.console.oidc.client-secret", secret,
                "intalgo.console.oidc.url", console,
                "intalgo.console.oidc.title", title,
                "quarkus.tls.oidc.trust-store.pem.certs", certificate.toString());
    }

    /** Lets somebody see the questions of the namespace {@code shop}. */
    static void letView(String whom) {
        kubectl("create", "namespace", "shop");
        kubectl("create", "clusterrole", "questions", "--verb=get,list", "--resource=questions.intalgo.dev");
        kubectl("-n", "shop", "create", "rolebinding", "viewers", "--clusterrole=questions", whom);
    }

    private static void kubectl(String... arguments) {
        var output = server.kubectl("", arguments);
        assertThat(output.ok()).as(output.text()).isTrue();
    }

    Connection.Response get(String path) throws IOException {
        return browser.newRequest(console + path).execute();
    }
}
