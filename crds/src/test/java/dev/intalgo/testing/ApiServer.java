package dev.intalgo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Kubernetes API server with its etcd, on loopback ports of its own, for tests.
 *
 * <p>It has RBAC, TokenReview, ServiceAccount tokens and Pod Security admission. It has no controller manager and no
 * kubelet: no Job makes a pod, nothing is garbage-collected, and a namespace that is deleted stays; a test that needs
 * one of these does it itself. The programs are those that {@code dev/kubernetes/build} makes, and are built when they
 * are missing, which takes minutes, once.
 */
public final class ApiServer implements AutoCloseable {
    private static final String VERSION = "v1.35.4";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private static ApiServer shared;

    private final Path directory;
    private final Path programs;
    private final String token = UUID.randomUUID().toString();
    private final List<Supervised> processes = new ArrayList<>();
    private final String url;

    private ApiServer(List<String> more) {
        try {
            programs = Programs.find(VERSION, List.of("kube-apiserver", "etcd", "kubectl"));
            directory = Files.createTempDirectory("intalgo-apiserver-");
            String etcd = startEtcd();
            int port = Ports.free();
            url = "https://127.0.0.1:" + port;
            startApiServer(etcd, port, more);
            Files.writeString(kubeconfig(), kubeconfigText());
            awaitReady();
        } catch (IOException | GeneralSecurityException e) {
            close();
            throw new IllegalStateException("could not start an API server", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The API server of this JVM; it is started by the first call and ends with the JVM. */
    public static synchronized ApiServer shared() {
        if (shared == null) {
            ApiServer started = new ApiServer(List.of());
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }

    /** An API server of one's own, to be closed, with further arguments to its program. */
    public static ApiServer startWith(String... more) {
        return new ApiServer(List.of(more));
    }

    /** Where the API is. */
    public String url() {
        return url;
    }

    /** A bearer token of a cluster administrator. */
    public String token() {
        return token;
    }

    /** A kubeconfig file of a cluster administrator. */
    public Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    /** The certificates that the API server's own is checked against, in PEM. */
    public Path certificateAuthority() {
        return directory.resolve("apiserver.crt");
    }

    /** Runs kubectl as the administrator; {@code input} is its standard input. */
    public Output kubectl(String input, String... arguments) {
        return run(programs.resolve("kubectl"), input, arguments);
    }

    /** Runs helm as the administrator. */
    public Output helm(String... arguments) {
        try {
            return run(Programs.find(VERSION, List.of("helm")).resolve("helm"), "", arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Output run(Path program, String input, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "--kubeconfig", kubeconfig().toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a program wrote, on both streams, and its exit code. */
    public record Output(int code, String text) {
        /** Whether the program succeeded. */
        public boolean ok() {
            return code == 0;
        }
    }

    /** Ends the API server and etcd, and removes what they kept. */
    @Override
    public void close() {
        processes.reversed().forEach(Supervised::stop);
        processes.clear();
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String startEtcd() throws IOException {
        String clients = "http://127.0.0.1:" + Ports.free();
        String peers = "http://127.0.0.1:" + Ports.free();
        start(
                "etcd",
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers,
                "--log-level=warn",
                "--unsafe-no-fsync");
        return clients;
    }

    private void startApiServer(String etcd, int port, List<String> more) throws IOException, GeneralSecurityException {
        Path tokens = directory.resolve("tokens.csv");
        Files.writeString(tokens, token + ",admin,admin,system:masters\n");
        Path key = directory.resolve("service-accounts.pem");
        Files.writeString(key, newPrivateKey());
        List<String> arguments = new ArrayList<>(List.of(
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + directory,
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key,
                "--service-cluster-ip-range=10.0.0.0/24",
                "--endpoint-reconciler-type=none",
                // It wants the default ServiceAccount, which a controller would make.
                "--disable-admission-plugins=ServiceAccount",
                "--allow-privileged=true",
                "--profiling=false"));
        arguments.addAll(more);
        start("kube-apiserver", arguments.toArray(String[]::new));
    }

    private void start(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(List.of(arguments));
        processes.add(Supervised.start(command, directory.resolve(program + ".log")));
    }

    private void awaitReady() {
        Instant end = Instant.now().plus(READY_WITHIN);
        while (true) {
            for (Supervised process : processes) {
                if (process.endsWithin(100, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("ended while starting: " + process.log());
                }
            }
            if (Files.exists(certificateAuthority())
                    && kubectl("", "get", "--raw=/readyz", "--request-timeout=5s")
                            .ok()) {
                return;
            }
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("not ready within " + READY_WITHIN + ": "
                        + processes.getLast().log());
            }
        }
    }

    private String kubeconfigText() {
        return """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: admin, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: admin}}]
                """.formatted(url, certificateAuthority(), token);
    }

    private static String newPrivateKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
    }
}
