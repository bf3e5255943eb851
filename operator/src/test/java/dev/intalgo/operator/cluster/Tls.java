package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A certificate for {@code localhost}, signed by itself. */
record Tls(Path keys, String certificate) {
    private static final String PASSWORD = "changeit";

    static Tls make(Path folder) throws IOException, InterruptedException {
        keytool(folder, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
        keytool(
                folder,
                "-exportcert",
                "-rfc",
                "-file",
                folder.resolve("git.pem").toString());
        return new Tls(folder.resolve("git.p12"), Files.readString(folder.resolve("git.pem")));
    }

    SslContextFactory.Server server() {
        var tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keys.toString());
        tls.setKeyStorePassword(PASSWORD);
        return tls;
    }

    private static void keytool(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-alias", "git", "-keystore", folder.resolve("git.p12").toString(), "-storepass", PASSWORD));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
