package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against OpenSSH's server and Git's own programs. */
class SshRemoteTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final CommitStyle STYLE = CommitStyle.plain("sales");

    @TempDir
    Path temporary;

    private SshServer server;
    private Path origin;
    private Repositories repositories;

    @BeforeEach
    void start() throws Exception {
        server = SshServer.start(temporary);
        origin = temporary.resolve("origin.git");
        new Command(temporary).run("git", "init", "-q", "--bare", "-b", "main", origin.toString());
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsAndCommits() throws Exception {
        assertThat(repositories.open(ID, remote()).empty()).isTrue();
        repositories.commit(ID, remote(), STYLE, "first", before -> Map.of("models/a.sql", "select 1"));
        Commit second =
                repositories.commit(ID, remote(), STYLE, "second", before -> Map.of("models/a.sql", "select 2"));
        assertThat(git("log", "--format=%s %H", "main")).startsWith("second " + second.id() + "\nfirst ");
        assertThat(git("show", "main:models/a.sql")).isEqualTo("select 2");
        assertThat(repositories.open(ID, remote()).files()).containsOnly(Map.entry("models/a.sql", "select 2"));
    }

    @ParameterizedTest
    @CsvSource({"rsa,''", "ecdsa,''", "ed25519,it is secret", "rsa,it is secret"})
    void takesKeysOfAllKinds(String type, String passphrase) throws Exception {
        SshServer.key(temporary, "other", type, passphrase);
        SshServer.authorize(temporary, "other");
        Location remote = remote(server.url(origin), "other", passphrase, server.knownHosts("host"));
        assertThat(repositories.open(ID, remote).empty()).isTrue();
    }

    @Test
    void takesAKeyInPem() throws Exception {
        SshServer.key(temporary, "pem", "rsa", "it is secret", "-m", "PEM");
        SshServer.authorize(temporary, "pem");
        Location remote = remote(server.url(origin), "pem", "it is secret", server.knownHosts("host"));
        assertThat(repositories.open(ID, remote).empty()).isTrue();
    }

    @Test
    void saysThatTheKeyMayNotSignIn() throws Exception {
        SshServer.key(temporary, "stranger", "ed25519", "");
        Location remote = remote(server.url(origin), "stranger", "", server.knownHosts("host"));
        assertThat(failure(Reason.AuthenticationFailed, remote)).hasMessageContaining("localhost refused the SSH key");
    }

    @Test
    void showsNoKeyToAServerThatIsNotKnown() throws Exception {
        String others = "git.example.com " + Files.readString(temporary.resolve("host.pub"));
        GitException failure = failure(Reason.HostNotTrusted, remote(server.url(origin), "user", "", others));
        assertThat(failure)
                .hasMessageContaining("has no key of localhost")
                .hasMessageContaining(fingerprint("host"))
                .hasMessageContaining("ssh-keyscan -p " + server.port() + " localhost");
        // It was not learnt either.
        failure(Reason.HostNotTrusted, remote(server.url(origin), "user", "", others));
        assertThat(Files.readString(temporary.resolve("log"))).doesNotContain("Accepted");
    }

    @Test
    void refusesAServerWhoseKeyChangedOrIsRevoked() throws Exception {
        SshServer.key(temporary, "old", "ed25519", "");
        assertThat(failure(Reason.HostNotTrusted, remote(server.url(origin), "user", "", server.knownHosts("old"))))
                .hasMessageContaining("another SSH key")
                .hasMessageContaining(fingerprint("host"));
        String revoked = server.knownHosts("host") + "@revoked " + server.knownHosts("host");
        assertThat(failure(Reason.HostNotTrusted, remote(server.url(origin), "user", "", revoked)))
                .hasMessageContaining("revoked");
    }

    @Test
    void readsHashedNamesAndComments() throws Exception {
        Path file = Files.writeString(temporary.resolve("known"), "# ours\n" + server.knownHosts("host"));
        new Command(temporary).run("ssh-keygen", "-H", "-f", file.toString());
        String hashed = Files.readString(file);
        assertThat(hashed).contains("|1|").doesNotContain("localhost");
        assertThat(repositories
                        .open(ID, remote(server.url(origin), "user", "", hashed))
                        .empty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"''", "localhost", "'localhost ssh-ed25519 !!!'", "-----BEGIN OPENSSH PRIVATE KEY-----"})
    void saysThatKnownHostsAreNone(String knownHosts) throws Exception {
        assertThat(failure(Reason.HostNotTrusted, remote(server.url(origin), "user", "", knownHosts)))
                .hasMessageContaining("knownHosts");
    }

    @Test
    void saysWhatIsWrongWithTheKeyWithoutShowingIt() throws Exception {
        SshServer.key(temporary, "locked", "ed25519", "it is secret");
        String knownHosts = server.knownHosts("host");
        assertThat(failure(Reason.InvalidKey, remote(server.url(origin), "locked", "a guess", knownHosts)))
                .hasMessageContaining("correct the passphrase")
                .hasMessageNotContaining("a guess");
        assertThat(failure(Reason.InvalidKey, remote(server.url(origin), "locked", "", knownHosts)))
                .hasMessageContaining("is encrypted");
        assertThat(failure(Reason.InvalidKey, remote(server.url(origin), "user.pub", "", knownHosts)))
                .hasMessageContaining("is no private key");
        Files.writeString(
                temporary.resolve("half"),
                Files.readString(temporary.resolve("user")).substring(0, 150));
        assertThat(failure(Reason.InvalidKey, remote(server.url(origin), "half", "", knownHosts)))
                .hasMessageContaining("is no private key");
    }

    @Test
    void saysThatThereIsNoRepositoryOrNoServer() throws Exception {
        Location missing = remote(server.url(temporary.resolve("nothing.git")), "user", "", server.knownHosts("host"));
        assertThat(failure(Reason.RepositoryUnreachable, missing)).hasMessageContaining("there is no repository at");
        Location nobody = remote("ssh://git@git.invalid/x.git", "user", "", server.knownHosts("host"));
        assertThat(failure(Reason.RepositoryUnreachable, nobody)).hasMessageContaining("git.invalid");
        server.close();
        failure(Reason.RepositoryUnreachable, remote());
    }

    @Test
    void saysWhatAHookOfTheServerSaid() throws Exception {
        Path hook = Files.writeString(
                origin.resolve("hooks/pre-receive"), "#!/bin/sh\necho 'main is protected' >&2\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        GitException failure = catchThrowableOfType(
                GitException.class, () -> repositories.commit(ID, remote(), STYLE, "m", before -> Map.of("a", "1")));
        assertThat(failure.reason()).isEqualTo(Reason.PushRejected);
        assertThat(failure).hasMessageContaining("main is protected");
    }

    @Test
    void goesByAProxyThatFindsTheServerByName() throws Exception {
        var user = new Credentials.Basic("proxy-user", "proxy-secret");
        try (SmallProxy proxy = SmallProxy.start(Optional.of(user))) {
            String url = server.url(origin).replace("localhost", "git.invalid");
            String knownHosts = server.knownHosts("host").replace("localhost", "git.invalid");
            Location remote = remote(url, "user", "", knownHosts, Optional.of(proxy.given(user)));
            assertThat(repositories.open(ID, remote).empty()).isTrue();
            assertThat(proxy.asked).contains("CONNECT git.invalid:" + server.port() + " HTTP/1.1");
            var stranger = new Credentials.Basic("proxy-user", "a guess");
            assertThat(failure(
                            Reason.AuthenticationFailed,
                            remote(url, "user", "", knownHosts, Optional.of(proxy.given(stranger)))))
                    .hasMessageContaining("spec.repository.remote.proxy.credentials");
        }
    }

    private GitException failure(Reason reason, Location remote) {
        GitException failure = catchThrowableOfType(GitException.class, () -> repositories.open(ID, remote));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        return failure;
    }

    private String fingerprint(String key) throws IOException, InterruptedException {
        return new Command(temporary)
                .run("ssh-keygen", "-l", "-f", key + ".pub")
                .split(" ")[1];
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new Command(origin).run(command);
    }

    private Location remote() throws IOException {
        return remote(server.url(origin), "user", "", server.knownHosts("host"));
    }

    private Location remote(String url, String key, String passphrase, String knownHosts) throws IOException {
        return remote(url, key, passphrase, knownHosts, Optional.empty());
    }

    private Location remote(String url, String key, String passphrase, String knownHosts, Optional<HttpProxy> proxy)
            throws IOException {
        PrivateKey read = new PrivateKey(
                Files.readString(temporary.resolve(key)).strip(),
                Optional.of(passphrase).filter(p -> !p.isEmpty()));
        Credentials ssh = new Credentials.Ssh(read, knownHosts);
        return new Location.Remote(url, "main", "", Optional.of(ssh), Optional.empty(), proxy);
    }
}
