package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that the runner writes from the repository alone bring back the same Questions. */
@QuarkusTest
class RestoreIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";
    private static final List<String> NAMES = List.of("by-hand", "renamed", "totals");

    @TempDir
    Path folder;

    @Test
    void asksNothingAgain() throws IOException, InterruptedException {
        llm.content(answer(ORDERS)).content(answer(ORDERS + " WHERE id > 0"));
        shop.project(llm());
        shop.question(
                "totals",
                "mode: Model",
                "tags: [daily]",
                "text: \"What {{ of }} totals?\\nAll: 'yes'\"",
                "clarifications: [{question: 'Gross?', answer: '{# net #}'}]");
        shop.question("renamed", "name: other_name", "dropRelation: true");
        shop.model("by-hand", "SELECT id,  customer_id AS total\\nFROM sales.orders", "materialized: table");
        var keys = keys();
        var confirmed = shop.get(Question.class, "totals").getStatus().sqlHash();
        shop.annotate(Question.class, "totals", "intalgo.dev/confirmed", confirmed);
        shop.until(
                Question.class,
                "totals",
                q -> assertThat(Workspace.condition(q, "Answered").getReason()).isEqualTo("Confirmed"));
        var clone = shop.repository();
        var manifests = export(clone.files());
        NAMES.forEach(name -> shop.delete(Question.class, name));
        shop.eventually(() ->
                NAMES.forEach(name -> assertThat(shop.get(Question.class, name)).isNull()));
        client.configMaps()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/draft")
                .delete();
        var calls = llm.requests.size();

        var applied = ApiServer.shared().kubectl(manifests, "-n", shop.namespace, "apply", "-f", "-");

        assertThat(applied.ok()).as(applied.text()).isTrue();
        assertThat(keys()).isEqualTo(keys);
        assertThat(llm.requests).hasSize(calls);
        assertThat(shop.repository().head()).isEqualTo(clone.head());
        assertThat(Workspace.condition(shop.get(Question.class, "totals"), "Answered")
                        .getReason())
                .isEqualTo("Confirmed");
    }

    private Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>();
        NAMES.forEach(name ->
                keys.put(name, shop.ready(Question.class, name).getStatus().key()));
        return keys;
    }

    private String export(Map<String, String> files) throws IOException, InterruptedException {
        for (var file : files.entrySet()) {
            var path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        var root = Path.of("").toAbsolutePath().getParent();
        var errors = Files.createTempFile(folder, "errors", ".txt");
        var export = new ProcessBuilder(
                        "bash",
                        "-c",
                        "cd runner && exec \"$(../e2e/environments/make runner)\"/bin/python -m intalgo_runner export \"$1\"",
                        "export",
                        folder.toString())
                .directory(root.toFile())
                .redirectError(errors.toFile())
                .start();
        var manifests = new String(export.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(export.waitFor()).as(Files.readString(errors)).isZero();
        return manifests;
    }
}
