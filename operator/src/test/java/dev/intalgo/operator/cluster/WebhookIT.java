package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** News from a Git server by webhook. */
@QuarkusTest
class WebhookIT extends GitServerTest {
    private static final String BODY = "{\"ref\": \"refs/heads/main\"}";

    private int post(String project, String body, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(operator.resolve("/webhooks/" + shop.namespace + "/" + project))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String signature(String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("tell-me".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    private void withWebhook() {
        shop.secret("hook", Map.of("secret", "tell-me"));
        project("secret", trusted() + "      webhook: {secret: {secretKeyRef: {name: hook, key: secret}}}");
        shop.ready(IntalgoProject.class, "shop");
    }

    @Test
    void looksAtOnceWhenItIsToldOfAPush() throws Exception {
        withWebhook();
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        var theirs = server().file("dbt/models/totals.sql").strip() + " where id > 0\n";
        server().push("dbt/models/totals.sql", theirs);
        assertThat(post("shop", BODY, "X-Hub-Signature-256", signature(BODY))).isEqualTo(204);
        shop.until(
                Question.class, "totals", q -> assertThat(q.getStatus().sql()).isEqualTo(theirs.strip()));
        // Their commit, or already the one of the operator's that follows it.
        shop.until(
                IntalgoProject.class,
                "shop",
                p -> assertThat(p.getStatus().commit())
                        .isEqualTo(server().head().name()));
    }

    @Test
    void takesNobodysWordWithoutTheSecret() throws Exception {
        withWebhook();
        var before = shop.get(IntalgoProject.class, "shop").getStatus().commit();
        server().push("NOTES.md", "mine\n");
        assertThat(post("shop", BODY)).isEqualTo(401);
        assertThat(post("shop", BODY, "X-Hub-Signature-256", signature(BODY + " ")))
                .isEqualTo(401);
        assertThat(post("shop", BODY, "X-Gitlab-Token", "wrong")).isEqualTo(401);
        assertThat(post("shop", "x".repeat((5 << 20) + 1))).isEqualTo(413);
        shop.staysSo(() -> assertThat(
                        shop.get(IntalgoProject.class, "shop").getStatus().commit())
                .isEqualTo(before));
    }

    @Test
    void tellsNobodyWhichProjectsThereAre() throws Exception {
        project("secret", trusted());
        shop.ready(IntalgoProject.class, "shop");
        assertThat(post("shop", BODY, "X-Gitlab-Token", "x")).isEqualTo(404);
        assertThat(post("none", BODY, "X-Gitlab-Token", "x")).isEqualTo(404);
        assertThat(post("No.Such_Name", BODY, "X-Gitlab-Token", "x")).isEqualTo(404);
    }
}
