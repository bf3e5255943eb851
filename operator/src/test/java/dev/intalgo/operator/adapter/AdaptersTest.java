package dev.intalgo.operator.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AdaptersTest {
    private static final Adapters ADAPTERS = Adapters.load();

    @Test
    void knowsTheAdapters() {
        assertThat(ADAPTERS.names()).containsExactly("duckdb", "postgres");
        assertThat(ADAPTERS.find("oracle9")).isEmpty();
    }

    @Test
    void everyDescriptorIsComplete() {
        for (String name : ADAPTERS.names()) {
            Adapter adapter = ADAPTERS.find(name).orElseThrow();
            assertThat(adapter.name()).isEqualTo(name);
            assertThat(adapter.settings()).isNotEmpty().allSatisfy((key, setting) -> {
                assertThat(key).matches("[a-z][a-z0-9_]*");
                assertThat(setting.help()).isNotBlank();
            });
            assertThat(adapter.deniedFunctions()).isNotEmpty().allMatch(f -> f.matches("[a-z0-9_]+\\*?"));
            assertThat(net.sf.jsqlparser.parser.CCJSqlParser.Dialect.valueOf(adapter.dialect()))
                    .isNotNull();
        }
    }

    @Test
    void recipesNameOnlyKeysThatTheProfileHas() {
        Pattern placeholder = Pattern.compile("\\$\\{PROFILE_([A-Z_]+)");
        for (String name : ADAPTERS.names()) {
            Adapter adapter = ADAPTERS.find(name).orElseThrow();
            Matcher found = placeholder.matcher(adapter.recipe().toString());
            List<String> keys = new ArrayList<>();
            while (found.find()) {
                keys.add(found.group(1).toLowerCase());
            }
            assertThat(keys).isNotEmpty().isSubsetOf(adapter.settings().keySet());
        }
    }

    @Test
    void deniesFunctionsByNameAndByTheStartOfTheName() {
        Adapter postgres = ADAPTERS.find("postgres").orElseThrow();
        assertThat(List.of("pg_sleep", "PG_SLEEP_FOR", "pg_read_file", "lo_import", "dblink", "nextval", "set_config"))
                .allMatch(postgres::denies);
        assertThat(List.of("sum", "lower", "pg_typeof", "date_trunc", "log")).noneMatch(postgres::denies);
        Adapter duckdb = ADAPTERS.find("duckdb").orElseThrow();
        assertThat(List.of("read_csv", "READ_PARQUET", "glob", "getenv", "duckdb_secrets", "query"))
                .allMatch(duckdb::denies);
        assertThat(List.of("sum", "strftime", "list_transform")).noneMatch(duckdb::denies);
    }

    @Test
    void turnsGlobsIntoPatternsOfDatabaseSchemaAndTable() {
        assertThat(matches("public.*", "shop.public.orders")).isTrue();
        assertThat(matches("public", "shop.public.orders")).isTrue();
        assertThat(matches("public.*", "shop.public2.orders")).isFalse();
        assertThat(matches("public.ord*", "shop.public.orders")).isTrue();
        assertThat(matches("public.order", "shop.public.orders")).isFalse();
        assertThat(matches("*.orders", "shop.sales.orders")).isTrue();
        assertThat(matches("public.a+(b)[${X}]", "shop.public.a+(b)[${X}]")).isTrue();
        assertThat(Recipes.regex("a.${X}")).doesNotContain("${");
    }

    private static boolean matches(String glob, String name) {
        return Pattern.compile(Recipes.regex(glob)).matcher(name).lookingAt();
    }

    @Test
    void readsSampleValuesOnlyWhenAsked() {
        Adapter postgres = ADAPTERS.find("postgres").orElseThrow();
        JsonNode recipe = Recipes.recipe(postgres, List.of("public.*"), List.of("public.tmp_*"), false);

        assertThat(recipe.at("/source/config/profiling/enabled").asBoolean(true))
                .isFalse();
        assertThat(recipe.at("/source/config/table_pattern/allow/0").asText()).isEqualTo("[^.]+\\.public\\..*$");
        assertThat(recipe.at("/source/config/table_pattern/deny/0").asText()).isEqualTo("[^.]+\\.public\\.tmp_.*$");
        assertThat(recipe.at("/source/config/password").asText()).isEqualTo("${PROFILE_PASSWORD}");
        assertThat(Recipes.recipe(postgres, List.of(), List.of(), true)
                        .at("/source/config/profiling/enabled")
                        .asBoolean())
                .isTrue();
    }
}
