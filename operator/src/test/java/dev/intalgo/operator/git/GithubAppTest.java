package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that answers as GitHub's documents say. */
class GithubAppTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");

    @TempDir
    static Path keys;

    private static TestCertificate certificate;
    private static KeyPair app;

    @TempDir
    Path temporary;

    private final SteppingClock clock = new SteppingClock();
    private GithubServer github;
    private GitServer git;
    private GithubAppTokens tokens;

    /** A clock that stands until it is told. */
    private static final class SteppingClock extends Clock {
        private Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        certificate = TestCertificate.make(keys, "localhost");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        app = generator.generateKeyPair();
    }

    @BeforeEach
    void start() throws Exception {
        github = GithubServer.start(certificate, app.getPublic(), clock);
        git = GitServer.start(temporary.resolve("server.git"), certificate.jetty());
        tokens = new GithubAppTokens(clock);
    }

    @AfterEach
    void stop() throws Exception {
        github.close();
        git.close();
    }

    @Test
    void signsInToGitWithTheInstallationsToken() throws Exception {
        git.user = new Credentials.Basic("x-access-token", "ghs_1");
        Repositories repositories = new Repositories(temporary.resolve("data"), Instant.now(), tokens);
        Location remote = remote(app(Optional.empty(), pkcs1()));
        repositories.commit(ID, remote, CommitStyle.plain("sales"), "m", before -> Map.of("a", "1"));
        assertThat(repositories.open(ID, remote).files()).containsOnlyKeys("a");
        assertThat(github.asked)
                .containsExactly("GET /repos/team/shop/installation", "POST /app/installations/777/access_tokens");
    }

    @Test
    void takesAnotherTokenBeforeTheFirstOneEnds() throws Exception {
        var app = app(Optional.of(777L), pkcs8());
        assertThat(tokens.token(remote(app), app)).isEqualTo("ghs_1");
        clock.now = clock.now.plus(Duration.ofMinutes(49));
        assertThat(tokens.token(remote(app), app)).isEqualTo("ghs_1");
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        assertThat(tokens.token(remote(app), app)).isEqualTo("ghs_2");
        assertThat(github.asked).hasSize(2).containsOnly("POST /app/installations/777/access_tokens");
    }

    @Test
    void takesAnotherTokenWhereGitRefusedTheOneItHad() throws Exception {
        git.user = new Credentials.Basic("x-access-token", "ghs_2");
        Repositories repositories = new Repositories(temporary.resolve("data"), Instant.now(), tokens);
        Location remote = remote(app(Optional.empty(), pkcs1()));
        GitException failure = catchThrowableOfType(GitException.class, () -> repositories.open(ID, remote));
        assertThat(failure.reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(failure).hasMessageContaining("GitHub App's token").hasMessageNotContaining("ghs_1");
        assertThat(repositories.open(ID, remote).empty()).isTrue();
    }

    @Test
    void saysThatTheAppIsNotInstalledThere() throws Exception {
        var app = app(Optional.of(1L), pkcs1());
        assertThat(failure(Reason.AuthenticationFailed, app))
                .hasMessageContaining("not installed on team/shop")
                .hasMessageContaining("Not Found");
    }

    @Test
    void saysThatKeyAndAppDoNotBelongTogether() throws Exception {
        var app = new Credentials.GithubApp("54321", Optional.empty(), pkcs1(), Optional.of(github.url()));
        assertThat(failure(Reason.AuthenticationFailed, app)).hasMessageContaining("of the same App");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "it is secret", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"})
    void saysThatTheKeyIsNoneWithoutShowingIt(String key) {
        var app = new Credentials.GithubApp("12345", Optional.empty(), key, Optional.of(github.url()));
        assertThat(failure(Reason.InvalidKey, app))
                .hasMessageContaining("githubApp.privateKey")
                .hasMessageNotContaining("it is secret");
        assertThat(app.toString()).doesNotContain("secret");
    }

    @Test
    void saysThatTheApiDoesNotAnswer() throws Exception {
        github.failWith = 503;
        assertThat(failure(Reason.RepositoryUnreachable, app(Optional.empty(), pkcs1())))
                .hasMessageContaining("503");
        github.failWith = 200;
        failure(Reason.RepositoryUnreachable, app(Optional.of(777L), pkcs1()));
        github.close();
        failure(Reason.RepositoryUnreachable, app(Optional.empty(), pkcs1()));
    }

    private GitException failure(Reason reason, Credentials.GithubApp app) {
        GitException failure = catchThrowableOfType(GitException.class, () -> tokens.token(remote(app), app));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        return failure;
    }

    private Credentials.GithubApp app(Optional<Long> installation, String key) {
        return new Credentials.GithubApp("12345", installation, key, Optional.of(github.url()));
    }

    private Location.Remote remote(Credentials.GithubApp app) throws IOException {
        return new Location.Remote(
                git.url().toString(), "main", "", Optional.of(app), Optional.of(certificate.pem()), Optional.empty());
    }

    /** As GitHub makes it. */
    private static String pkcs1() throws IOException {
        byte[] rsa = PrivateKeyInfo.getInstance(app.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        return pem("RSA PRIVATE KEY", rsa);
    }

    private static String pkcs8() {
        return pem("PRIVATE KEY", ((Key) app.getPrivate()).getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----";
    }
}
