package dev.intalgo.operator.git;

import dev.intalgo.testing.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** OpenSSH's own server, with Git's own programs behind it; one key may sign in. */
final class SshServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process process;

    private SshServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts a server that lets in whoever has the private key {@code user} in the folder. */
    static SshServer start(Path folder) throws IOException, InterruptedException {
        key(folder, "host", "ed25519", "");
        key(folder, "user", "ed25519", "");
        int port = Ports.free();
        Files.writeString(folder.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s/host
                PidFile none
                AuthorizedKeysFile %s/authorized
                StrictModes no
                PermitRootLogin yes
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                UsePAM no
                """.formatted(port, folder, folder));
        authorize(folder, "user");
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd")); // Where the package's own service makes it.
        }
        Process process = new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        SshServer server = new SshServer(folder, port, process);
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(server::answers);
        return server;
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(folder.resolve("log")));
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.getInputStream().read() == 'S';
        }
    }

    /** Makes a key pair: the files {@code name} and {@code name.pub}. */
    static void key(Path folder, String name, String type, String passphrase, String... more)
            throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                "ssh-keygen",
                "-q",
                "-t",
                type,
                "-N",
                passphrase,
                "-C",
                name,
                "-f",
                folder.resolve(name).toString()));
        command.addAll(List.of(more));
        new Command(folder).run(command.toArray(String[]::new));
    }

    static void authorize(Path folder, String name) throws IOException {
        Files.writeString(
                folder.resolve("authorized"),
                "restrict,command=\"git-shell -c \\\"$SSH_ORIGINAL_COMMAND\\\"\" "
                        + Files.readString(folder.resolve(name + ".pub")));
    }

    String url(Path repository) {
        return "ssh://" + System.getProperty("user.name") + "@localhost:" + port + repository;
    }

    int port() {
        return port;
    }

    /** The line of a known_hosts file for a public key of the folder. */
    String knownHosts(String key) throws IOException {
        return "[localhost]:" + port + " " + Files.readString(folder.resolve(key + ".pub"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
