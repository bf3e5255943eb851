package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.console.page.Kind;
import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written in whatever field, and whatever the operator tells, is text on every page. */
@QuarkusTest
@WithTestResource(ClusterResource.class)
@WithTestResource(MarkedOperator.class)
class MarkupIT {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final int MOST_PAGES = 300;
    private static final Pattern NOT_OF_URLS = Pattern.compile("[^\\w/?&=%+.,:;!~*@$()-]");
    /** Attributes that a browser loads something from, or goes to. */
    private static final Set<String> LINKS = Set.of(
            "href", "src", "action", "formaction", "data", "xlink:href", "hx-get", "hx-post", "sse-connect", "poster");

    @TestHTTPResource("/")
    URI console;

    private final String namespace = "markup-" + UUID.randomUUID().toString().substring(0, 8);
    private Browser browser;

    @BeforeEach
    void open() {
        var made = SERVER.kubectl("", "create", "namespace", namespace);
        assertThat(made.ok()).as(made.text()).isTrue();
        browser = new Browser(console);
        browser.send("/sign-in", "/sign-in", Map.of("token", SERVER.token()));
    }

    private void apply(String manifests) {
        var done = SERVER.kubectl(manifests, "-n", namespace, "apply", "-f", "-");
        assertThat(done.ok()).as(done.text()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zqx\"'><img src=zqx onerror=zqx()></textarea></pre></title></script><script>zqx()</script>{zqx}{#if}",
                "' zqx=zqx autofocus onfocus=zqx() x=\" zqx=zqx onfocus=zqx() y={inject:csrf.token}",
                "javascript:zqx()//",
                "data:text/html,<script>zqx()</script>"
            })
    void showsAsTextWhatIsWrittenInAnyField(String text) {
        MarkedOperator.text = text;
        apply(OBJECTS);
        try (KubernetesClient admin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(SERVER.kubeconfig().toFile()))
                .build()) {
            for (var kind : Kind.values()) {
                assertThat(Markup.fill(admin, kind, namespace, "markup", text))
                        .as(kind.plural())
                        .isNotEmpty();
            }
        }
        var pages = crawl("/ns/" + namespace, text);
        assertThat(pages).containsKeys("/ns/%s/questions/markup".formatted(namespace), "/ns/" + namespace + "/ask");
        // It is there, so the test can fail.
        assertThat(pages.values().stream()
                        .filter(page -> page.text().contains("zqx"))
                        .count())
                .isGreaterThanOrEqualTo(Kind.values().length);
    }

    private static final String OBJECTS = """
            apiVersion: intalgo.dev/v1alpha1
            kind: Connection
            metadata: {name: markup}
            spec: {adapter: postgres, settings: {host: db}}
            ---
            apiVersion: intalgo.dev/v1alpha1
            kind: IntalgoProject
            metadata: {name: markup}
            spec: {connectionRef: {name: markup}, repository: {volume: {}}}
            ---
            apiVersion: intalgo.dev/v1alpha1
            kind: Question
            metadata: {name: markup}
            spec: {projectRef: {name: markup}, text: 'How many?'}
            ---
            apiVersion: intalgo.dev/v1alpha1
            kind: Deployment
            metadata: {name: markup}
            spec: {projectRef: {name: markup}, schedule: '0 6 * * *', cronJob: {}}
            """;

    /** All pages that links lead to from one on, and what their forms answer to the text. */
    private Map<String, Document> crawl(String start, String text) {
        Map<String, Document> seen = new LinkedHashMap<>();
        var todo = new ArrayDeque<>(List.of(start));
        var known = new HashSet<>(todo);
        while (!todo.isEmpty() && seen.size() < MOST_PAGES) {
            var path = todo.remove();
            var page = check(path, browser.get(path));
            seen.put(path, page);
            for (var next : next(page, text)) {
                if (known.add(next)) {
                    todo.add(next);
                }
            }
            for (var form : page.select("form[method=post]:has([name=show])")) {
                var sent = fields(form, text);
                sent.put("show", "true");
                var action = URI.create(form.absUrl("action")).getPath();
                check("POST " + action, browser.post(action, sent, Map.of()));
            }
        }
        return seen;
    }

    private List<String> next(Document page, String text) {
        List<String> next = new ArrayList<>();
        page.select("a[href], [hx-get]").forEach(element -> {
            next.add(element.attr("href"));
            next.add(element.attr("hx-get"));
        });
        for (var form : page.select("form[method=get]")) {
            var filled =
                    form.attr("action").isEmpty() ? URI.create(page.location()).getPath() : form.attr("action");
            next.add(filled + "?" + Browser.encoded(fields(form, text)));
        }
        next.removeIf(path -> !path.startsWith("/ns/" + namespace) || path.contains("#"));
        next.replaceAll(MarkupIT::url);
        return next;
    }

    /** As a browser takes what is written in a link. */
    private static String url(String link) {
        return NOT_OF_URLS.matcher(link).replaceAll(sign -> URLEncoder.encode(sign.group(), StandardCharsets.UTF_8));
    }

    /** As the form has them, with the text in each that somebody can write in. */
    private static Map<String, String> fields(Element form, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (var field : form.select("input[name], textarea[name], select[name]")) {
            var hidden = field.attr("type").equals("hidden");
            fields.put(field.attr("name"), hidden ? field.val() : text);
        }
        return fields;
    }

    private Document check(String path, Browser.Answer answer) {
        assertThat(answer.status()).as(path).isNotIn(500, 400);
        var page = Jsoup.parse(
                answer.text(),
                console.resolve(path.replaceFirst("^POST ", "").replaceFirst("\\?.*", ""))
                        .toString());
        for (var element : page.getAllElements()) {
            assertThat(element.tagName())
                    .as(path)
                    .doesNotContain("zqx")
                    .isNotIn("img", "iframe", "object", "embed", "style");
            if (element.tagName().equals("script")) {
                assertThat(element.attr("src")).as(path).matches("/(webjars|assets)/.*");
                assertThat(element.data()).as(path).isEmpty();
            }
            element.attributes().forEach(attribute -> check(path, element, attribute));
        }
        return page;
    }

    private static void check(String path, Element element, Attribute attribute) {
        var name = attribute.getKey().toLowerCase(Locale.ROOT);
        assertThat(name)
                .as("%s: %s", path, element)
                .doesNotContain("zqx")
                .doesNotStartWith("on")
                .isNotEqualTo("style");
        if (LINKS.contains(name)) {
            assertThat(attribute.getValue().strip().toLowerCase(Locale.ROOT))
                    .as("%s: %s", path, element)
                    .matches("(?s)(/|\\?|#|https?://).*|");
        }
    }
}
