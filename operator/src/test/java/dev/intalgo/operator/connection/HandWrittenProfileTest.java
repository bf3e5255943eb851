package dev.intalgo.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.operator.kube.NotReady;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandWrittenProfileTest {
    private static final Map<String, String> VARIABLES =
            Map.of("DB_TYPE", "postgres", "DB_TARGET", "prod", "DB_PASSWORD", "hunter2");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop: {outputs: {prod: {type: postgres}, dev: {type: duckdb}}}",
                "shop: {target: dev, outputs: {prod: {type: postgres}, dev: {type: duckdb}}}",
                "shop: {outputs: {prod: {type: \"{{ env_var('DB_TYPE') }}\"}}}",
                "shop: {outputs: {prod: {type: '{{ env_var(\"NOT_SET\", \"postgres\") }}'}}}",
                "base: &base {type: postgres}\\nshop: {outputs: {prod: {<<: *base, host: a}}}",
            })
    void readsTheAdapterOfTheTarget(String text) throws NotReady {
        assertThat(adapter(text.replace("\\n", "\n"), "prod")).isEqualTo("postgres");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prod|shop: {target: prod, outputs: {prod: {type: postgres}, default: {type: duckdb}}}",
                "default|shop: {outputs: {prod: {type: duckdb}, default: {type: postgres}}}",
                "variable|shop: {target: \"{{ env_var('DB_TARGET') }}\", outputs: {prod: {type: postgres}}}",
                "default of a variable|shop: {target: \"{{ env_var('X', 'dev') }}\", outputs: {dev: {type: postgres}}}",
            })
    void takesTheProfilesOwnTargetWhereNoneIsGiven(String which, String text) throws NotReady {
        assertThat(adapter(text, null)).as(which).isEqualTo("postgres");
    }

    @Test
    void takesAnAdapterThatIntalgoDoesNotKnow() throws NotReady {
        assertThat(adapter("shop: {outputs: {prod: {type: db2}}}", "prod")).isEqualTo("db2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "prod|shop: {outputs: {prod: {host: a}}}|missing or tells no adapter",
                "prod|shop: {outputs: {prod: {type: [1]}}}|missing or tells no adapter",
                "prod|shop: {outputs: {prod: {type: \"{{ env_var('DB_PASSWORD') }}\"}}}|missing or tells no adapter",
                "prod|shop: {outputs: {prod: {type: \"{{ env_var('NOT_SET') }}\"}}}|missing or tells no adapter",
                "prod|shop: {outputs: {prod: {type: \"{{ 'a' ~ 'b' }}\"}}}|missing or tells no adapter",
                "-|shop: {target: \"{{ 'a' ~ 'b' }}\", outputs: {prod: {type: postgres}}}|set spec.profile.target",
                "-|shop: {target: \"{{ env_var('DB_PASSWORD') }}\", outputs: {prod: {type: postgres}}}|env_var('DB_PASSWORD')",
                "-|shop: {outputs: {prod: {type: postgres}}}|no target \"default\"; it has: prod",
                "prod|[1, 2]|it has: none",
                "prod|shop: {outputs: &a [*a]}|no profile",
            })
    void saysWhatIsWrongWithoutAValue(String target, String text, String hint) {
        assertThatThrownBy(() -> adapter(text, target))
                .isInstanceOf(NotReady.class)
                .hasMessageContaining(hint)
                .hasMessageNotContaining("hunter2");
    }

    private static String adapter(String text, String target) throws NotReady {
        var profile = new ConnectionSpec.Profile(new SecretKeyRef("profile", "profiles.yml"), "shop", target);
        return new HandWrittenProfile(profile, VARIABLES)
                .target(text, Set.of("postgres", "duckdb")::contains)
                .adapter();
    }
}
