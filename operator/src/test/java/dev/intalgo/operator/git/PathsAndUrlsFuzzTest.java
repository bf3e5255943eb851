package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Names and URLs that people, or an LLM, may come up with. */
class PathsAndUrlsFuzzTest {
    @Property(tries = 2_000)
    void aPathThatIsTakenStaysInItsFolder(@ForAll("paths") String path) {
        try {
            String whole = Paths.inRepository("dbt/shop", path);
            Path root = Path.of("/clone/dbt/shop");
            assertThat(Path.of("/clone", whole).normalize()).startsWithRaw(root).isNotEqualTo(root);
            assertThat(whole.toLowerCase(java.util.Locale.ROOT).split("/")).doesNotContain(".git", "..", ".", "");
        } catch (GitException e) {
            assertThat(e.reason()).isEqualTo(Reason.InvalidPath);
        }
    }

    @Property(tries = 2_000)
    void aUrlIsTakenOrRefusedButNeverReachesTheOperatorsFiles(@ForAll("urls") String url) {
        try {
            RemoteUrl taken = RemoteUrl.of(url);
            assertThat(taken.host()).isNotEmpty().doesNotStartWith("-");
            assertThat(taken.uri().getPass()).isNull();
            assertThat(taken.uri().isRemote()).isTrue();
        } catch (GitException e) {
            assertThat(e.reason()).isEqualTo(Reason.UnsupportedUrl);
            assertThat(e).hasMessageNotContaining("hunter2");
        }
    }

    @Example
    void takesTheUrlsThatGitServersShow() throws Exception {
        for (String url : new String[] {
            "https://git.example.com/team/shop.git", "https://git.example.com:8443/team/shop",
            "ssh://git@git.example.com/team/shop.git", "ssh://git.example.com:2222/team/shop.git",
            "git@git.example.com:team/shop.git"
        }) {
            RemoteUrl taken = RemoteUrl.of(url);
            assertThat(taken.host()).as(url).isEqualTo("git.example.com");
            assertThat(taken.repository()).as(url).isEqualTo("team/shop");
        }
        assertThat(RemoteUrl.of("ssh://git.example.com/x").uri().getUser()).isEqualTo("git");
    }

    @Example
    void refusesUrlsOfOtherKinds() {
        for (String url : new String[] {
            "",
            "/srv/git/shop.git",
            "../shop.git",
            "file:///srv/git/shop.git",
            "git://host/x",
            "ext::sh -c id",
            "host:path",
            "https://me:hunter2@host/x.git",
            "https://me@host/x.git",
            "ssh://me:hunter2@host/x.git",
            "https://host/",
            "https://host",
            "ssh://-oProxyCommand=id/x",
            "ssh://git@-oProxyCommand=id/x",
            "C:\\shop"
        }) {
            GitException failure = catchThrowableOfType(GitException.class, () -> RemoteUrl.of(url));
            assertThat(failure).as(url).isNotNull();
            assertThat(failure.reason()).as(url).isEqualTo(Reason.UnsupportedUrl);
            assertThat(failure).hasMessageNotContaining("hunter2");
        }
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> parts = Arbitraries.of(
                "..",
                ".",
                "",
                ".git",
                ".GIT",
                ".git ",
                "GIT~1",
                ".g\u200cit",
                "models",
                "a.sql",
                "CON",
                "nul.sql",
                "a:b",
                "a\\..\\b",
                "\u0000",
                "a\nb",
                "-x",
                "~",
                "é",
                "x".repeat(300));
        Arbitrary<String> odd = parts.list().ofMinSize(1).ofMaxSize(6).map(list -> String.join("/", list));
        return Arbitraries.oneOf(odd, Arbitraries.strings().ofMaxLength(40));
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> parts = Arbitraries.of(
                "https://",
                "http://",
                "ssh://",
                "file://",
                "git://",
                "ext::",
                "me:hunter2@",
                "git@",
                "host",
                "-oProxy",
                ":",
                ":22",
                "/",
                "//",
                "..",
                "team/shop.git",
                "?x=1",
                "#y",
                " ",
                "%00",
                "[::1]",
                "é",
                "\\",
                "\n");
        Arbitrary<String> odd = parts.list().ofMinSize(1).ofMaxSize(6).map(list -> String.join("", list));
        return Arbitraries.oneOf(odd, Arbitraries.strings().ofMaxLength(40));
    }
}
