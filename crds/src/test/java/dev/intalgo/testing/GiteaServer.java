package dev.intalgo.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A real Gitea over HTTPS with a certificate of its own, on a loopback port, with users and repositories. */
public final class GiteaServer implements AutoCloseable {
    private static final String VERSION = "v1.35.4";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    /** Of all users. */
    public static final String PASSWORD = "changeit-" + UUID.randomUUID();

    private final Path directory;
    private final Path program;
    private final int port;
    private final Supervised server;
    private final HttpClient http;

    private GiteaServer(Path directory) throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.program = Programs.find(VERSION, List.of("gitea", "kubectl")).resolve("gitea");
        this.port = Ports.free();
        Files.createDirectories(directory.resolve("data"));
        run("cert", "--host", "localhost", "--ecdsa-curve", "P256", "--ca");
        Files.writeString(configuration(), text(port, directory, pages()));
        run("--config", configuration().toString(), "migrate");
        this.server = Supervised.start(
                command("--config", configuration().toString(), "web"), directory.resolve("gitea.log"));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting())
                .build();
        awaitReady();
    }

    /** Starts one that keeps its files in a folder. */
    public static GiteaServer start(Path directory) {
        try {
            return new GiteaServer(directory);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("could not start Gitea", e);
        }
    }

    private Path configuration() {
        return directory.resolve("app.ini");
    }

    private static String text(int port, Path directory, Path pages) {
        return """
                RUN_MODE = prod
                WORK_PATH = %2$s
                [server]
                PROTOCOL = https
                HTTP_ADDR = 127.0.0.1
                HTTP_PORT = %1$d
                DOMAIN = localhost
                ROOT_URL = https://localhost:%1$d/
                CERT_FILE = %2$s/cert.pem
                KEY_FILE = %2$s/key.pem
                STATIC_ROOT_PATH = %3$s
                DISABLE_SSH = true
                OFFLINE_MODE = true
                [database]
                DB_TYPE = sqlite3
                PATH = %2$s/data/gitea.db
                [repository]
                ROOT = %2$s/repositories
                DEFAULT_BRANCH = main
                [security]
                INSTALL_LOCK = true
                [webhook]
                ALLOWED_HOST_LIST = *
                SKIP_TLS_VERIFY = true
                [oauth2]
                ; So short that a test sees them renewed, and expire.
                ACCESS_TOKEN_EXPIRATION_TIME = 20
                [log]
                LEVEL = Warn
                """.formatted(port, directory, pages);
    }

    /** Where Go keeps the module, with the web pages that the program reads. */
    private Path pages() throws IOException {
        Path module = Programs.script().resolveSibling("gitea");
        Process list = new ProcessBuilder("go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "code.gitea.io/gitea")
                .directory(module.toFile())
                .start();
        return Path.of(new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "GITEA_WORK_DIR=" + directory,
                "HOME=" + directory,
                // Tests in containers run as root.
                "GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT=true",
                "I_AM_BEING_UNSAFE_RUNNING_AS_ROOT=true",
                program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private String run(String... arguments) throws IOException {
        Process process = new ProcessBuilder(command(arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return said;
    }

    /** Takes this server's certificate, and no other. */
    public SSLContext trusting() throws IOException, GeneralSecurityException {
        return Trust.only(certificateFile());
    }

    private void awaitReady() {
        Instant end = Instant.now().plus(READY_WITHIN);
        while (Instant.now().isBefore(end)) {
            if (server.endsWithin(100, TimeUnit.MILLISECONDS)) {
                break;
            }
            try {
                HttpRequest request = HttpRequest.newBuilder(url().resolve("/api/v1/version"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                continue; // Not yet.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("Gitea did not start:\n" + server.log());
    }

    /** The server's own URL. */
    public URI url() {
        return URI.create("https://localhost:" + port + "/");
    }

    /** The certificate of its own, in PEM. */
    public Path certificateFile() {
        return directory.resolve("cert.pem");
    }

    /** The certificate of its own, in PEM. */
    public String certificate() {
        try {
            return Files.readString(certificateFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a user, with {@link #PASSWORD}. */
    public void user(String name) {
        administrate(
                "user",
                "create",
                "--username",
                name,
                "--password",
                PASSWORD,
                "--email",
                name + "@example.com",
                "--must-change-password=false");
    }

    /** A token that may do what pull requests take. */
    public String token(String user) {
        String said = administrate(
                "user",
                "generate-access-token",
                "--username",
                user,
                "--token-name",
                UUID.randomUUID().toString(),
                "--raw",
                "--scopes",
                "write:repository,write:issue");
        return said.strip().lines().reduce((first, second) -> second).orElseThrow();
    }

    private String administrate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--config", configuration().toString(), "admin"));
        all.addAll(List.of(arguments));
        try {
            return run(all.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the API as a user; the answer's body. */
    public String api(String user, String method, String path, String json) {
        String signIn = Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/api/v1" + path))
                .header("Authorization", "Basic " + signIn)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
