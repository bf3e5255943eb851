package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A certificate of some hosts that nobody trusts who was not told to. */
public record TestCertificate(Path folder) {
    private static final String PASSWORD = "changeit";

    public static TestCertificate make(Path folder, String... hosts) throws IOException, InterruptedException {
        TestCertificate made = new TestCertificate(folder);
        String names = "dns:" + String.join(",dns:", hosts);
        made.keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + hosts[0], "-ext", "san=" + names);
        made.keytool("-exportcert", "-rfc", "-file", folder.resolve("git.pem").toString());
        return made;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "git", "-keystore", store().toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path store() {
        return folder.resolve("git.p12");
    }

    public String pem() throws IOException {
        return Files.readString(folder.resolve("git.pem"));
    }

    public SslContextFactory.Server jetty() {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(store().toString());
        tls.setKeyStorePassword(PASSWORD);
        return tls;
    }

    public SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
