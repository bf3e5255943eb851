package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortableTest {
    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../docs/bundle.schema.json")));
    }

    private static JsonNode bundle(Run run) {
        return Runs.parsed(new Portable().files(run).get("bundle.json"));
    }

    @Test
    void isAsItsSchemaSays() throws IOException {
        assertThat(schema().validate(bundle(Runs.of(Granularity.PROJECT)))).isEmpty();
    }

    @Test
    void isSoWithoutWhatNeedNotBe() throws IOException {
        Run run = Runs.of(Granularity.PROJECT)
                .withSchedule(null)
                .withSelection(Selection.of(List.of()))
                .withOutside(new Outside(Optional.empty(), "", "shop", Optional.empty(), Optional.empty()));
        JsonNode bundle = bundle(run);
        assertThat(schema().validate(bundle)).isEmpty();
        assertThat(bundle.path("git").has("url")).isFalse();
        assertThat(bundle.has("schedule")).isFalse();
    }

    @Test
    void isNotWithAnotherField() throws IOException {
        ObjectNode bundle = (ObjectNode) bundle(Runs.of(Granularity.PROJECT));
        assertThat(schema().validate(bundle.put("password", "x"))).hasSize(1);
    }

    @Test
    void namesTheSecretAndNotItsValue() {
        assertThat(bundle(Runs.of(Granularity.PROJECT)).path("environment"))
                .filteredOn(variable -> variable.path("name").asText().equals("DBT_ENV_SECRET_PASSWORD"))
                .singleElement()
                .isEqualTo(Runs.parsed("""
                        {"name": "DBT_ENV_SECRET_PASSWORD", "secret": {"name": "shop-db", "key": "password"}}"""));
    }

    @Test
    void namesTheSecretsOfAProfileWrittenByHandAndOfFiles() throws IOException {
        ObjectNode pod = Runs.json("pod.json").deepCopy();
        ObjectNode container = (ObjectNode) pod.at("/spec/containers/1");
        container.putArray("envFrom").addObject().putObject("secretRef").put("name", "shop-profile");
        container.withArray("volumeMounts").addObject().put("name", "keys").put("mountPath", "/credentials");
        ((ObjectNode) pod.path("spec")).withArray("volumes").add(Runs.parsed("""
                {"name": "keys", "projected": {"sources": [
                  {"secret": {"name": "shop-key", "items": [{"key": "pem", "path": "private_key_path"}]}}]}}"""));
        JsonNode bundle = bundle(Runs.of(Granularity.PROJECT).withPodTemplate(pod));
        assertThat(schema().validate(bundle)).isEmpty();
        assertThat(bundle.path("environmentFrom")).isEqualTo(Runs.parsed("[\"shop-profile\"]"));
        assertThat(bundle.path("files")).isEqualTo(Runs.parsed("""
                [{"path": "/credentials/private_key_path", "secret": {"name": "shop-key", "key": "pem"}}]"""));
    }

    @Test
    void saysWhetherTheImageIsPinned() {
        ObjectNode pod = Runs.json("pod.json").deepCopy();
        ((ObjectNode) pod.at("/spec/containers/1")).put("image", "example.org/intalgo/runner@sha256:0123");
        assertThat(bundle(Runs.of(Granularity.PROJECT)).at("/image/pinned").asBoolean())
                .isFalse();
        assertThat(bundle(Runs.of(Granularity.PROJECT).withPodTemplate(pod))
                        .at("/image/pinned")
                        .asBoolean())
                .isTrue();
    }
}
