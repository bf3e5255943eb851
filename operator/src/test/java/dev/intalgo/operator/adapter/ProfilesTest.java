package dev.intalgo.operator.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private static final Adapter POSTGRES = Adapters.load().find("postgres").orElseThrow();
    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings = new TreeMap<>(Map.of("host", "shop-db", "dbname", "shop"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static List<String> problems(String... more) {
        return Profiles.problems(POSTGRES, settings(more), CREDENTIALS);
    }

    @Test
    void rendersAProfileWhoseSecretsAreInTheEnvironment() {
        assertThat(Profiles.render("shop", POSTGRES, settings("port", "5433"), CREDENTIALS, 4))
                .isEqualTo("""
                        shop:
                          target: "default"
                          outputs:
                            default:
                              type: "postgres"
                              host: "shop-db"
                              port: 5433
                              user: "{{ env_var('DBT_ENV_SECRET_USER') }}"
                              password: "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}"
                              dbname: "shop"
                              schema: "analytics"
                              connect_timeout: 10
                              threads: 4
                        """);
    }

    @Test
    void isTheSameProfileElsewhere() {
        var yml = Profiles.render("shop", POSTGRES, settings(), CREDENTIALS, 4);
        assertThat(Profiles.elsewhere(yml, POSTGRES, Optional.of("sales"), Optional.of("prod")))
                .isEqualTo(yml.replace("target: \"default\"", "target: \"prod\"")
                        .replace("default:", "prod:")
                        .replace("analytics", "sales"));
        assertThat(Profiles.elsewhere(yml, POSTGRES, Optional.empty(), Optional.empty()))
                .isEqualTo(yml);
    }

    @Property(tries = 200)
    void rendersAnyTextAsThatText(@ForAll @NotBlank String host) throws IOException {
        if (!Profiles.problems(POSTGRES, settings("host", host), CREDENTIALS).isEmpty()) {
            return;
        }
        JsonNode back =
                new YAMLMapper().readTree(Profiles.render("p", POSTGRES, settings("host", host), CREDENTIALS, 1));
        assertThat(back.at("/p/outputs/default/host").asText()).isEqualTo(host);
    }

    @Test
    void saysWhatToChange() {
        assertThat(problems()).isEmpty();
        assertThat(problems("hots", "x"))
                .containsExactly("`settings.hots` is not a setting of adapter postgres; did you mean `host`?");
        assertThat(problems("port", "54x2")).containsExactly("`settings.port` must be a whole number");
        assertThat(problems("password", "x"))
                .containsExactly("a secret value must not be in settings: put `password` under credentials");
        assertThat(problems("user", "x")).containsExactly("`user` is in both settings and credentials: keep one");
        assertThat(problems("sslmode", "on"))
                .containsExactly(
                        "`settings.sslmode` must be one of disable, allow, prefer, require, verify-ca, verify-full");
        assertThat(problems("schema", "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}"))
                .containsExactly("`settings.schema` must be plain text: templates are not rendered");
        assertThat(problems("host", ""))
                .containsExactly("`settings.host` is empty: the name or address of the database server");
        assertThat(Profiles.problems(POSTGRES, Map.of("host", "h", "dbname", "d", "user", "u"), Set.of()))
                .containsExactly(
                        "`credentials.password` is missing: the role's password, for authentication by password");
        assertThat(Profiles.problems(POSTGRES, settings(), Set.of("user", "password", "port")))
                .containsExactly(
                        "`credentials.port` must be in settings: dbt takes only text from a Secret, and this is"
                                + " a whole number");
        assertThat(Profiles.problems(POSTGRES, settings(), Set.of("user", "password", "zzzzzzzz"))
                        .getFirst())
                .startsWith("`credentials.zzzzzzzz` is not a setting of adapter postgres; it has host, port, user,");
    }

    @Test
    void findsTheMethodOfAuthenticationByItsKeys() {
        Set<String> certificate = Set.of("sslcert", "sslkey");
        assertThat(Profiles.problems(POSTGRES, settings("user", "u"), certificate))
                .isEmpty();
        assertThat(Profiles.render("p", POSTGRES, settings("user", "u"), certificate, 1))
                .contains("sslkey: \"/credentials/sslkey\"", "password: \"\"");
        assertThat(Profiles.problems(POSTGRES, settings("user", "u"), Set.of("sslkey")))
                .containsExactly(
                        "`credentials.password` is missing: the role's password, for authentication by password");
        assertThat(Profiles.problems(POSTGRES, settings("sslcert", "-----BEGIN"), CREDENTIALS))
                .containsExactly("`settings.sslcert` must be the path of a file, and so start with /; to have the"
                        + " file's content from a Secret, put `sslcert` under credentials");
    }

    private static List<String> snowflake(Map<String, String> more, String... credentials) {
        Map<String, String> settings = new TreeMap<>(Map.of("account", "org-shop", "database", "SHOP", "user", "U"));
        settings.putAll(more);
        return Profiles.problems(adapter("snowflake"), settings, Set.of(credentials));
    }

    private static Adapter adapter(String name) {
        return Adapters.load().find(name).orElseThrow();
    }

    @Test
    void saysWhichMethodsOfAuthenticationAreMixed() {
        assertThat(snowflake(Map.of(), "private_key", "private_key_passphrase")).isEmpty();
        assertThat(snowflake(Map.of("authenticator", "oauth"), "token")).isEmpty();
        assertThat(snowflake(Map.of(), "password", "private_key"))
                .singleElement()
                .asString()
                .startsWith("`private_key` does not go with authentication by password: keep the keys of one of"
                        + " password (user, password); key pair (user, private_key);");
        assertThat(snowflake(Map.of(), "private_key_passphrase", "private_key_path", "password"))
                .containsExactly(
                        "`password` does not go with authentication by key pair in a file: keep the keys of one of "
                                + choices());
        assertThat(Profiles.problems(
                        adapter("databricks"), Map.of("host", "h", "http_path", "/p", "catalog", "c"), Set.of()))
                .containsExactly("no authentication is given: use personal access token (token); OAuth client"
                        + " (client_id, client_secret); Entra application (azure_client_id, azure_client_secret)");
    }

    private static String choices() {
        String problem = snowflake(Map.of(), "password", "private_key").getFirst();
        return problem.substring(problem.indexOf("password (user"));
    }

    @Test
    void saysWhyAKeyIsNoSettingAndWhatElseItIsCalled() {
        assertThat(Profiles.problems(adapter("redshift"), Map.of("issuer_url", "x"), Set.of()))
                .contains("`settings.issuer_url` is not a setting of adapter redshift: needs a browser");
        assertThat(Profiles.problems(adapter("mysql"), Map.of("host", "x"), Set.of()))
                .contains("`settings.host` is not a setting of adapter mysql; did you mean `server`?");
        assertThat(Profiles.problems(adapter("trino"), Map.of("roles", "admin"), Set.of()))
                .contains("`settings.roles` must be a JSON object, for example {\"name\": \"value\"}");
        assertThat(Profiles.problems(adapter("trino"), Map.of("client_tags", "a,,b"), Set.of()))
                .contains("`settings.client_tags` must be a list with commas between, for example a, b");
    }

    @Test
    void knowsTheKeysOfAProfileWrittenByHand() throws IOException {
        JsonNode target = new YAMLMapper()
                .readTree(
                        "{type: postgres, host: h, user: u, pass: \"{{ env_var('X') }}\", database: d, sslmode: null}");
        ProfileOutline outline = Profiles.outline(POSTGRES, target);

        assertThat(outline.keys()).containsExactlyInAnyOrder("type", "host", "user", "password", "dbname");
        assertThat(outline.method().orElseThrow().title()).isEqualTo("password");
    }

    @Test
    void rendersNothingWhileThereAreProblems() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profiles.render("p", POSTGRES, Map.of(), CREDENTIALS, 1))
                .withMessageContaining("`settings.host` is missing");
    }
}
