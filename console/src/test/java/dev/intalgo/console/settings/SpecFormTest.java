package dev.intalgo.console.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.console.form.Field;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.Parts;
import dev.intalgo.console.form.Values;
import dev.intalgo.console.page.Kind;
import dev.intalgo.people.AdapterForm;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class SpecFormTest {
    private static final String WHOLE = """
            connectionRef: {name: shop}
            dbt:
              name: shop
              schema: analytics
              materialized: materialized_view
              layout: Layered
              group: {name: sales, owner: {email: ann@example.com}}
              tags: [daily, core]
            sources:
              tests: false
              freshness: [{tables: sales.*, loadedAtField: loaded_at, warnAfter: 24h}]
            repository:
              commits: {message: "{subject}", signOff: true, signing: {ssh: {key: {secretKeyRef: {name: s, key: k}}}}}
              %s
            approval: PullRequest
            llm: {model: small, endpoint: "https://llm.example/v1", temperature: 0.5, budget: {tokensPerDay: 1000}}
            instructions: "Revenue means paid orders,\\nless refunds."
            functions: [net]
            sharing: {preview: true}
            podTemplate: {spec: {nodeSelector: {disk: fast}}}
            """;
    private static final String REMOTE = """
            remote:
                url: https://git.example/shop.git
                credentials: {https: {username: ann, password: {secretKeyRef: {name: git, key: token}}}}
                pullRequests: {provider: Gitea, labels: [dbt]}
                proxy: {url: "http://proxy:3128"}
            """;

    private static List<AdapterForm> adapters() throws IOException {
        try (var recorded = SpecFormTest.class.getResourceAsStream("/operator/adapters.json")) {
            return Serialization.jsonMapper().readValue(recorded, new TypeReference<>() {});
        }
    }

    /** What a browser sends of a form in which nothing was changed. */
    private static MultivaluedMap<String, String> untouched(Parts parts) {
        MultivaluedMap<String, String> input = new MultivaluedHashMap<>();
        parts.fields().stream()
                .filter(field -> field.kind() != Field.Kind.CHECK || field.checked())
                .filter(field -> field.kind() != Field.Kind.FIXED)
                .forEach(field -> input.putSingle(field.path(), field.value()));
        return input;
    }

    private static IntalgoProjectSpec project(String repository) {
        return Serialization.unmarshal(WHOLE.formatted(repository), IntalgoProjectSpec.class);
    }

    private static ConnectionSpec connection(String yaml) {
        return Serialization.jsonMapper().convertValue(new Yaml().load(yaml), ConnectionSpec.class);
    }

    private static NewSecrets secrets() {
        return new NewSecrets(Kind.PROJECTS, "sales", "shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {REMOTE, "volume: {}", "claim: {name: files}", "nfs: {server: files, path: /dbt}"})
    void changesNothingThatNobodyChanged(String repository) {
        var spec = project(repository);
        var opened = new ProjectForm(Values.of(spec, null, true));
        var sent = new ProjectForm(Values.of(spec, untouched(opened.parts()), true));
        List<String> problems = new ArrayList<>();
        assertThat(sent.spec(secrets(), problems)).as(problems.toString()).contains(spec);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{adapter: postgres, settings: {host: db, port: 5432, user: ann, dbname: shop}, credentials: {password: {secretKeyRef: {name: s, key: p}}}, ingestion: {schedule: 0 3 * * *, include: [sales.*]}}",
                "{adapter: postgres, settings: {host: db, dbname: shop, sslcert: /data/c.pem}, credentials: {user: {secretKeyRef: {name: s, key: u}}, sslkey: {secretKeyRef: {name: s, key: k}}}}",
                "{adapter: duckdb, settings: {path: /data/shop.duckdb, disable_transactions: true}, volume: {claimName: files}}",
                "{adapter: snowflake, settings: {account: a, database: d, authenticator: jwt}, credentials: {token: {secretKeyRef: {name: s, key: t}}}}",
            })
    void changesNothingOfADatabaseThatNobodyChanged(String yaml) throws IOException {
        var spec = connection(yaml);
        var opened = new ConnectionForm(adapters(), Values.of(spec, null, true));
        var sent = new ConnectionForm(adapters(), Values.of(spec, untouched(opened.parts()), true));
        List<String> problems = new ArrayList<>();
        assertThat(sent.spec(secrets(), problems)).as(problems.toString()).contains(spec);
    }

    @Test
    void showsNoSecret() {
        var shown = new ProjectForm(Values.of(project(REMOTE), null, true)).parts();
        assertThat(shown.fields())
                .filteredOn(field -> field.path().endsWith("https.password"))
                .singleElement()
                .satisfies(field -> {
                    assertThat(field.value()).isEmpty();
                    assertThat(field.secret().kept()).isEqualTo(new SecretKeyRef("git", "token"));
                });
    }

    @Test
    void keepsOnlyThePlaceThatWasChosen() {
        var spec = project(REMOTE);
        var input = untouched(new ProjectForm(Values.of(spec, null, true)).parts());
        input.putSingle("repository", "volume");
        var changed = new ProjectForm(Values.of(spec, input, true))
                .spec(secrets(), new ArrayList<>())
                .orElseThrow();
        assertThat(changed.repository().remote()).isNull();
        assertThat(changed.repository().volume()).isNotNull();
        assertThat(changed.repository().commits()).isEqualTo(spec.repository().commits());
    }

    @Test
    void putsANewSecretIntoASecretOfItsOwn() {
        var input = untouched(new ProjectForm(Values.of(project(REMOTE), null, true)).parts());
        input.putSingle("llm.apiKey", "hunter2");
        var secrets = secrets();
        var changed = new ProjectForm(Values.of(project(REMOTE), input, true))
                .spec(secrets, new ArrayList<>())
                .orElseThrow();
        assertThat(changed.llm().apiKey().secretKeyRef())
                .isEqualTo(new SecretKeyRef("shop-project-credentials", "llm.apiKey"));
        assertThat(secrets.objects().getFirst().getStringData()).isEqualTo(Map.of("llm.apiKey", "hunter2"));
        assertThat(changed.repository().remote())
                .isEqualTo(project(REMOTE).repository().remote());
    }

    @Test
    void namesASecretForWhoMayWriteNone() {
        var input = untouched(new ProjectForm(Values.of(project(REMOTE), null, false)).parts());
        input.putSingle("llm.apiKey.secret", "llm");
        input.putSingle("llm.apiKey.secretKey", "key");
        var secrets = secrets();
        var changed = new ProjectForm(Values.of(project(REMOTE), input, false))
                .spec(secrets, new ArrayList<>())
                .orElseThrow();
        assertThat(changed.llm().apiKey().secretKeyRef()).isEqualTo(new SecretKeyRef("llm", "key"));
        assertThat(secrets.objects()).isEmpty();
    }

    @Test
    void saysWhatToChange() {
        var input = untouched(new ProjectForm(Values.of(project(REMOTE), null, true)).parts());
        input.putSingle("repository.remote.url", "");
        input.putSingle("llm.timeout", "60s");
        input.putSingle("llm.candidates", "many");
        input.putSingle("podTemplate", "spec: [hunter2");
        List<String> problems = new ArrayList<>();
        assertThat(new ProjectForm(Values.of(project(REMOTE), input, true)).spec(secrets(), problems))
                .isEmpty();
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "Address of the repository: write this, it is needed.",
                        "Candidates: write a number.",
                        "Pod template: this is not YAML: look at line 1.");
    }

    @Test
    void asksForWhatAWayToSignInNeedsAndForNoOthers() throws IOException {
        MultivaluedMap<String, String> input = new MultivaluedHashMap<>();
        input.putSingle("adapter", "snowflake");
        input.putSingle("method", "key-pair");
        var form = new ConnectionForm(adapters(), Values.of(connection("{}"), input, true));
        var first = form.parts().first().stream()
                .flatMap(group -> group.fields().stream())
                .map(Field::path)
                .toList();
        assertThat(first)
                .containsExactly(
                        "adapter",
                        "method",
                        "settings.account",
                        "settings.database",
                        "settings.user",
                        "credentials.private_key");
        assertThat(form.parts().fields())
                .extracting(Field::path)
                .contains("credentials.private_key_passphrase")
                .doesNotContain("credentials.password", "credentials.token");
    }

    @Test
    void leavesNothingOfAnotherWayToSignIn() throws IOException {
        var spec = connection(
                "{adapter: snowflake, settings: {account: a, database: d, user: u}, credentials: {password: {secretKeyRef: {name: s, key: p}}}}");
        var input = untouched(new ConnectionForm(adapters(), Values.of(spec, null, true)).parts());
        input.putSingle("method", "jwt");
        input.putSingle("credentials.token", "hunter2");
        var changed = new ConnectionForm(adapters(), Values.of(spec, input, true))
                .spec(new NewSecrets(Kind.CONNECTIONS, "sales", "shop"), new ArrayList<>())
                .orElseThrow();
        assertThat(changed.credentials().keySet()).containsExactly("token");
        assertThat(changed.settings()).containsEntry("authenticator", "jwt");
    }

    @Test
    void saysInWordsWhatEachFieldIs() {
        var all = Stream.of(REMOTE, "volume: {}")
                .flatMap(repository ->
                        new ProjectForm(Values.of(project(repository), null, true)).parts().fields().stream());
        assertThat(all).allSatisfy(field -> assertThat(field.label()).matches("[A-Z][^._]*( \\(known_hosts\\))?"));
    }
}
