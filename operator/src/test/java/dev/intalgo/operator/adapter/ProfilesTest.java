package dev.intalgo.operator.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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
