package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions, and what keeps them to those whose they are. */
@QuarkusTest
@WithTestResource(ClusterResource.class)
class SignInIT {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final String SESSION = "intalgo-session";
    /** Of a path, with its pattern. */
    private static final Pattern VARIES = Pattern.compile("\\{\\w+(?:: *((?:[^{}]|\\{[^{}]*})*))?}");

    @TestHTTPResource("/")
    URI console;

    private Browser browser;

    @BeforeEach
    void open() {
        browser = new Browser(console);
    }

    private Browser.Answer signIn(Browser browser, String token) {
        return browser.send("/sign-in", "/sign-in", Map.of("token", token));
    }

    private boolean knows(String session) {
        var other = new Browser(console);
        other.cookie(SESSION, session);
        return other.get("/").status() == 200;
    }

    @Test
    void givesANewSessionAtEachSignIn() {
        browser.cookie(SESSION, "chosen-by-somebody-else");
        signIn(browser, SERVER.token());
        var first = browser.cookie(SESSION);
        signIn(browser, SERVER.token());
        assertThat(first).hasSizeGreaterThan(40).doesNotContain(SERVER.token());
        assertThat(browser.cookie(SESSION)).isNotEqualTo(first);
        assertThat(knows(browser.cookie(SESSION))).isTrue();
        assertThat(knows(first)).isFalse();
        assertThat(knows("chosen-by-somebody-else")).isFalse();
    }

    @Test
    void endsTheSessionAndNotOnlyTheCookie() {
        signIn(browser, SERVER.token());
        var session = browser.cookie(SESSION);
        browser.send("/", "/sign-out", Map.of());
        assertThat(browser.cookie(SESSION)).isEmpty();
        assertThat(knows(session)).isFalse();
    }

    @Test
    void signsOutEverywhere() {
        signIn(browser, SERVER.token());
        var other = new Browser(console);
        signIn(other, SERVER.token());
        assertThat(browser.get("/").text()).contains("Sign out everywhere");
        browser.send("/", "/sign-out", Map.of("everywhere", "true"));
        assertThat(knows(other.cookie(SESSION))).isFalse();
    }

    @Test
    void slowsDownWhoTriesTokens() {
        var guessing = new Browser(console, "127.0.0.2");
        for (int tried = 0; tried < 20; tried++) {
            assertThat(signIn(guessing, "guess-" + tried).status()).isEqualTo(422);
        }
        var refused = signIn(guessing, SERVER.token());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains("Try again in a minute");
        assertThat(signIn(browser, SERVER.token()).status()).isEqualTo(303);
    }

    @Test
    void takesAHeaderOfAProxyOnlyWhereOneIsConfigured() {
        assertThat(browser.get("/", "X-Forwarded-Access-Token", SERVER.token()).to())
                .contains("/sign-in");
        assertThat(browser.get("/", "Authorization", "Bearer " + SERVER.token()).to())
                .contains("/sign-in");
    }

    @Test
    void offersNoProviderWhereNoneIsConfigured() {
        assertThat(browser.get("/sign-in").text()).doesNotContain("/sign-in/oidc");
        assertThat(browser.get("/sign-in/oidc").status()).isEqualTo(404);
        assertThat(browser.get("/sign-in/oidc/back?code=a&state=b").status()).isEqualTo(404);
    }

    /** All there are, of whatever part of the console. */
    @Test
    void takesNoFormThatIsNotItsOwn() {
        signIn(browser, SERVER.token());
        var endpoints = endpoints(POST.class).map(SignInIT::path).toList();
        assertThat(endpoints).contains("/sign-in", "/sign-out", "/ns/x/ask");
        for (var path : endpoints) {
            assertThat(browser.post(path, Map.of("csrf-token", "forged"), Map.of())
                            .status())
                    .as(path)
                    .isEqualTo(400);
        }
        // What a form cannot do, it is not checked for either.
        assertThat(Stream.of(PUT.class, PATCH.class, DELETE.class).flatMap(SignInIT::endpoints))
                .isEmpty();
    }

    private static Stream<Method> endpoints(Class<? extends Annotation> verb) {
        return Arc.container().listAll(Object.class).stream()
                .map(handle -> handle.getBean().getBeanClass())
                .filter(type -> type.getName().startsWith("dev.intalgo.console"))
                .filter(type -> type.isAnnotationPresent(Path.class) && !type.isInterface())
                .distinct()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(verb));
    }

    /** With an x for each part that varies, or the first where there is a choice. */
    private static String path(Method method) {
        var parts = Stream.of(method.getDeclaringClass().getAnnotation(Path.class), method.getAnnotation(Path.class))
                .flatMap(path -> Optional.ofNullable(path).stream())
                .map(Path::value)
                .toList();
        return VARIES.matcher("/" + String.join("/", parts))
                .replaceAll(part -> Optional.ofNullable(part.group(1))
                        .filter(pattern -> pattern.matches("[a-z|]+"))
                        .map(choice -> choice.split("\\|")[0])
                        .orElse("x"))
                .replaceAll("/+", "/");
    }

    @Test
    void asksForASignInBeforeEverythingElse() {
        var open = List.of("/sign-in", "/sign-in/oidc", "/sign-in/oidc/back");
        for (var path : endpoints(GET.class).map(SignInIT::path).toList()) {
            if (!open.contains(path)) {
                assertThat(browser.get(path).to()).as(path).contains("/sign-in?to=");
            }
        }
    }
}
