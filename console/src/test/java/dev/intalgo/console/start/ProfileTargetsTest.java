package dev.intalgo.console.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.console.start.ProfileTargets.NoProfile;
import dev.intalgo.console.start.ProfileTargets.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTargetsTest {
    @Test
    void readsNamesAndNothingElse() throws NoProfile {
        var targets = ProfileTargets.of("""
                config: {send_anonymous_usage_stats: false}
                shop:
                  target: prod
                  outputs:
                    dev: &dev {type: postgres, password: hunter2}
                    prod: {<<: *dev, host: shop-db}
                other: {outputs: {main: {type: duckdb}}}
                """);
        assertThat(targets)
                .containsExactly(
                        new Target(0, "shop", "dev"), new Target(1, "shop", "prod"), new Target(2, "other", "main"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop: {outputs: [hunter2",
                "just hunter2",
                "",
                "shop: {password: hunter2}",
                "a: !!java.net.URL [hunter2]",
                "a: 1\na: hunter2",
            })
    void saysWhatIsWrongWithoutShowingIt(String text) {
        assertThatThrownBy(() -> ProfileTargets.of(text))
                .isInstanceOf(NoProfile.class)
                .hasMessageContaining("profiles.yml")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesYamlThatGrows() {
        var text = new StringBuilder("a0: &a0 [x]\n");
        for (int level = 1; level < 60; level++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(level, level, level - 1, level - 1));
        }
        assertThatThrownBy(() -> ProfileTargets.of(text.toString())).hasMessageContaining("too many aliases");
    }
}
