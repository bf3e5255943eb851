package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.CommitStyle.SigningKey;
import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages, and signatures that the real git checks. */
class CommitStyleTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final Author ANN = new Author("Ann", "ann@example.com");
    private static final String SAID = "Answer totals\n\nOf Question totals.\n\nWith {project} in it.";

    @TempDir
    Path temporary;

    private Command system;
    private Repositories repositories;

    @BeforeEach
    void start() {
        // Gpg's sockets want a short path, and a folder that nobody else may read.
        system = new Command(
                temporary, Map.of("GNUPGHOME", temporary.resolve("gpg").toString()));
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
    }

    @Test
    void leavesAMessageAsItIs() {
        assertThat(CommitStyle.plain("sales").message(SAID)).isEqualTo(SAID + "\n");
        assertThat(CommitStyle.plain("sales").message("Subject")).isEqualTo("Subject\n");
    }

    @Test
    void fillsTheTemplateOnce() {
        assertThat(style("chore({project}): {subject}\n\n{body}", false).message(SAID))
                .isEqualTo("chore(sales): Answer totals\n\nOf Question totals.\n\nWith {project} in it.\n");
        assertThat(style("dbt: {subject} {other}", false).message("Subject")).isEqualTo("dbt: Subject {other}\n");
        assertThat(style("{subject}\n\n{body}", false).message("Subject")).isEqualTo("Subject\n");
    }

    @Test
    void signsOffAfterTheTextOrBesideOtherTrailers() {
        assertThat(style("{subject}", true).message("Subject"))
                .isEqualTo("Subject\n\nSigned-off-by: Ann <ann@example.com>\n");
        assertThat(style("{subject}\n\nCloses: #1", true).message("Subject"))
                .isEqualTo("Subject\n\nCloses: #1\nSigned-off-by: Ann <ann@example.com>\n");
    }

    @Test
    void gitSeesAuthorAndSignOff() throws Exception {
        commit(style("dbt: {subject}\n\n{body}", true));
        assertThat(git("log", "--format=%an <%ae>|%cn <%ce>|%s|%(trailers:key=Signed-off-by)"))
                .contains("Ann <ann@example.com>|Ann <ann@example.com>|dbt: Answer totals|"
                        + "Signed-off-by: Ann <ann@example.com>");
    }

    @ParameterizedTest
    @CsvSource({"ed25519,''", "ed25519,it is secret", "rsa,''", "ecdsa,''"})
    void gitVerifiesSshSignatures(String type, String passphrase) throws Exception {
        SshServer.key(temporary, "key", type, passphrase);
        commit(signed(new SigningKey.Ssh(key("key", passphrase))));
        Path allowed = Files.writeString(
                temporary.resolve("allowed"), "ann@example.com " + Files.readString(temporary.resolve("key.pub")));
        assertThat(git("-c", "gpg.ssh.allowedSignersFile=" + allowed, "verify-commit", "-v", "HEAD"))
                .contains("Good \"git\" signature for ann@example.com");
    }

    @ParameterizedTest
    @CsvSource({"ed25519,''", "ed25519,it is secret", "rsa2048,''", "nistp256,it is secret"})
    void gitVerifiesGpgSignatures(String algorithm, String passphrase) throws Exception {
        gpgKey(algorithm, passphrase, "never");
        commit(signed(new SigningKey.Gpg(key("gpg.asc", passphrase))));
        assertThat(git("verify-commit", "HEAD")).contains("Good signature from \"Ann <ann@example.com>\"");
        assertThat(git("log", "--show-signature", "-1")).contains("Good signature");
    }

    @Test
    void signsBySubkeysWhereTheMainKeyIsElsewhere() throws Exception {
        gpgKey("ed25519", "", "never");
        String fingerprint =
                gpg("--list-keys", "--with-colons").split("fpr:::::::::")[1].split(":")[0];
        gpg("--batch", "--passphrase", "", "--quick-add-key", fingerprint, "rsa2048", "sign", "never");
        Files.writeString(temporary.resolve("sub.asc"), gpg("--armor", "--export-secret-subkeys"));
        commit(signed(new SigningKey.Gpg(key("sub.asc", ""))));
        assertThat(git("verify-commit", "HEAD")).contains("Good signature").contains("using RSA key");
    }

    @Test
    void saysWhatIsWrongWithTheKeyWithoutShowingIt() throws Exception {
        SshServer.key(temporary, "key", "ed25519", "it is secret");
        gpgKey("ed25519", "it is secret", "never");
        for (String file : new String[] {"key", "gpg.asc"}) {
            assertThat(failure(signing(file, "a guess")))
                    .hasMessageContaining("correct the passphrase")
                    .hasMessageNotContaining("a guess");
            assertThat(failure(signing(file, ""))).hasMessageContaining("is encrypted");
        }
        assertThat(failure(new SigningKey.Ssh(key("gpg.asc", "")))).hasMessageContaining("is no private key");
        assertThat(failure(new SigningKey.Gpg(key("key", "")))).hasMessageContaining("is no GPG secret key");
        Files.writeString(temporary.resolve("public.asc"), gpg("--armor", "--export"));
        assertThat(failure(new SigningKey.Gpg(key("public.asc", "")))).hasMessageContaining("is no GPG secret key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "it is secret", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n"})
    void refusesKeysThatAreNone(String text) {
        PrivateKey none = new PrivateKey(text, Optional.empty());
        assertThat(failure(new SigningKey.Ssh(none))).hasMessageNotContaining("it is secret");
        assertThat(failure(new SigningKey.Gpg(none))).hasMessageNotContaining("it is secret");
    }

    @Test
    void refusesAKeyThatExpired() throws Exception {
        gpgKey("ed25519", "", "20200101T000000", "--faked-system-time", "20190101T000000");
        assertThat(failure(new SigningKey.Gpg(key("gpg.asc", "")))).hasMessageContaining("expired");
    }

    private GitException failure(SigningKey key) {
        GitException failure = catchThrowableOfType(GitException.class, () -> commit(signed(key)));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.SigningFailed);
        return failure;
    }

    @Test
    void namesThePersonWhoWroteIt() throws Exception {
        commit(style("{subject}", true).by("system:serviceaccount:shop:bob"));
        assertThat(git("log", "--format=%an <%ae>|%cn <%ce>|%(trailers:key=Signed-off-by)"))
                .contains("system:serviceaccount:shop:bob <ann@example.com>|Ann <ann@example.com>|"
                        + "Signed-off-by: system:serviceaccount:shop:bob <ann@example.com>");
        assertThat(CommitStyle.plain("sales").by("bob@example.com>\nX: y").person())
                .contains(new Author("bob@example.com  X: y", "bob@example.com  X: y"));
    }

    private SigningKey signing(String file, String passphrase) throws IOException {
        return file.equals("key")
                ? new SigningKey.Ssh(key(file, passphrase))
                : new SigningKey.Gpg(key(file, passphrase));
    }

    private void commit(CommitStyle style) throws GitException {
        repositories.commit(ID, new Location.Volume(1 << 20), style, SAID, before -> Map.of("a", "1"));
    }

    private static CommitStyle style(String template, boolean signOff) {
        return new CommitStyle("sales", ANN, Optional.empty(), Optional.of(template), signOff, Optional.empty());
    }

    private static CommitStyle signed(SigningKey key) {
        return new CommitStyle("sales", ANN, Optional.empty(), Optional.empty(), false, Optional.of(key));
    }

    private PrivateKey key(String file, String passphrase) throws IOException {
        return new PrivateKey(
                Files.readString(temporary.resolve(file)).strip(),
                Optional.of(passphrase).filter(p -> !p.isEmpty()));
    }

    /** Makes a key, and exports it to {@code gpg.asc}. */
    private void gpgKey(String algorithm, String passphrase, String expires, String... options) throws Exception {
        Files.createDirectory(
                temporary.resolve("gpg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String[] make = {
            "--batch",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            passphrase,
            "--quick-generate-key",
            "Ann <ann@example.com>",
            algorithm,
            "sign",
            expires
        };
        String[] all = new String[options.length + make.length];
        System.arraycopy(options, 0, all, 0, options.length);
        System.arraycopy(make, 0, all, options.length, make.length);
        gpg(all);
        Files.writeString(
                temporary.resolve("gpg.asc"),
                gpg(
                        "--batch",
                        "--pinentry-mode",
                        "loopback",
                        "--passphrase",
                        passphrase,
                        "--armor",
                        "--export-secret-keys"));
    }

    private String gpg(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 2];
        command[0] = "gpg";
        command[1] = "--quiet";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return system.run(command);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "--git-dir";
        command[2] = temporary.resolve("data/git/shop/sales.git").toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return system.run(command);
    }
}
