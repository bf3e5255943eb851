package dev.intalgo.operator.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Credentials;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.GitServer;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a Git server is asked, with one that others push to. */
class NewsTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");

    @TempDir
    Path temporary;

    private GitServer server;
    private Repositories others;
    private Location remote;
    private News news;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), null);
        others = new Repositories(temporary.resolve("others"), Instant.now());
        remote = remote(GitServer.GOOD);
        var heads = new Heads();
        heads.events().setEventHandler(event -> {});
        news = new News(new Repositories(temporary.resolve("data"), Instant.now()), heads, new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }
        });
        push("1");
        look();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Location remote(Credentials credentials) {
        return new Location.Remote(
                server.url().toString(), "main", "", Optional.of(credentials), Optional.empty(), Optional.empty());
    }

    private void push(String text) throws GitException {
        others.commit(ID, remote, CommitStyle.plain("sales"), "m", before -> Map.of("a", text));
    }

    private String look() throws GitException {
        return news.look(ID, remote).files().get("a");
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void asksAgainWhenItIsTimeAndNotBefore() throws Exception {
        push("2");
        pass(News.SOONEST.minusSeconds(1));
        assertThat(look()).isEqualTo("1");
        assertThat(news.next(ID)).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(look()).isEqualTo("2");
    }

    @Test
    void asksMoreSeldomWhereNothingHappens() throws Exception {
        for (int i = 0; i < 10; i++) {
            pass(news.next(ID));
            look();
        }
        assertThat(news.next(ID)).isEqualTo(News.LATEST);
        push("2");
        pass(news.next(ID));
        assertThat(look()).isEqualTo("2");
        assertThat(news.next(ID)).isEqualTo(News.SOONEST);
    }

    @Test
    void asksAtOnceWhereItIsTold() throws Exception {
        push("2");
        news.told(ID);
        assertThat(look()).isEqualTo("2");
    }

    @Test
    void asksAtOnceWhereItSignsInOtherwise() throws Exception {
        push("2");
        var wrong = remote(new Credentials.Basic("me", "wrong"));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> news.look(ID, wrong)))
                .isInstanceOf(GitException.class);
        assertThat(look()).isEqualTo("2");
    }
}
