package dev.intalgo.operator.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.operator.adapter.DataHub.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AdaptersTest {
    private static final Adapters ADAPTERS = Adapters.load();
    private static final List<Part> PARTS = List.of(Part.DATABASE, Part.SCHEMA, Part.TABLE);

    @Test
    void knowsTheAdapters() {
        assertThat(ADAPTERS.names()).contains("duckdb", "postgres").hasSize(14);
        assertThat(ADAPTERS.find("oracle9")).isEmpty();
    }

    @Test
    void knowsOfAnAdapterWithoutADescriptorThatDataHubCannotReadIt() {
        Adapter unknown = ADAPTERS.orUnknown("oracle9");
        assertThat(unknown.name()).isEqualTo("oracle9");
        assertThat(new ProfileOutline(unknown, Optional.empty(), Set.of(), Map.of()).withoutDataHub())
                .isPresent();
        assertThat(ADAPTERS.orUnknown("postgres"))
                .isSameAs(ADAPTERS.find("postgres").orElseThrow());
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
            assertThat(adapter.deniedFunctions()).isNotEmpty().allMatch(f -> f.matches("[a-z0-9_.$]+\\*?"));
            assertThat(net.sf.jsqlparser.parser.CCJSqlParser.Dialect.valueOf(adapter.dialect()))
                    .isNotNull();
        }
    }

    @Test
    void descriptorsNameOnlyKeysThatTheProfileHas() {
        Pattern placeholder = Pattern.compile("\\$\\{PROFILE_([A-Z0-9_]+)");
        for (String name : ADAPTERS.names()) {
            Adapter adapter = ADAPTERS.find(name).orElseThrow();
            Set<String> settings = adapter.settings().keySet();
            adapter.methods().values().forEach(m -> assertThat(m.keys()).isSubsetOf(settings));
            assertThat(adapter.leftOut().keySet()).doesNotContainAnyElementsOf(settings);
            Matcher found = placeholder.matcher(adapter.dataHub() + " " + adapter.methods());
            List<String> keys = new ArrayList<>();
            while (found.find()) {
                keys.add(found.group(1).toLowerCase());
            }
            assertThat(keys).as(name).isSubsetOf(settings);
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

    private static boolean matches(String glob, String name) {
        String regex = new Patterns(PARTS).pattern(glob, PARTS);
        return Pattern.compile(regex).matcher(name).lookingAt();
    }

    @Test
    void turnsGlobsIntoPatternsOfDatabaseSchemaAndTable() {
        assertThat(matches("public.*", "shop.public.orders")).isTrue();
        assertThat(matches("public", "shop.public.orders")).isTrue();
        assertThat(matches("public.*", "shop.public2.orders")).isFalse();
        assertThat(matches("public.ord*", "shop.public.orders")).isTrue();
        assertThat(matches("public.order", "shop.public.orders")).isFalse();
        assertThat(matches("*.orders", "shop.sales.orders")).isTrue();
        assertThat(matches("shop.public.orders", "shop.public.orders")).isTrue();
        assertThat(matches("shop.public.orders", "other.public.orders")).isFalse();
        assertThat(matches("s*.public.*", "shop.public.orders")).isTrue();
        assertThat(matches("public.a+(b)[${X}]", "shop.public.a+(b)[${X}]")).isTrue();
        assertThat(new Patterns(PARTS).pattern("a.${X}", PARTS)).doesNotContain("${");
    }

    @Test
    void narrowsTheSchemasToThoseOfTheTables() {
        JsonNode config = recipe("postgres", List.of(), List.of("sales.*", "crm.public.people"), List.of("tmp", "a.b"))
                .at("/source/config");

        assertThat(texts(config.at("/schema_pattern/allow"))).containsExactly("sales$", "public$");
        assertThat(texts(config.at("/schema_pattern/deny"))).containsExactly("tmp$");
        assertThat(texts(config.at("/table_pattern/allow")))
                .containsExactly("[^.]+\\.sales\\..*$", "crm\\.public\\.people$");
        assertThat(texts(config.at("/table_pattern/deny"))).containsExactly("[^.]+\\.tmp\\..*$", "[^.]+\\.a\\.b$");
    }

    @Test
    void saysWhatOfASelectionTheDatabaseCannotHave() {
        assertThat(selectionProblems("mysql", List.of("shop"), "shop.a.b"))
                .containsExactly(
                        "`ingestion.include` has shop.a.b, but a table of MySQL and MariaDB is called schema.table");
        assertThat(selectionProblems("oracle", List.of("crm"), "hr.*"))
                .containsExactly(
                        "`ingestion.databases` must be empty: of Oracle Database only the profile's own database"
                                + " is read");
        assertThat(selectionProblems("trino", List.of("hive", "iceberg"), "a.b.c"))
                .containsExactly("`ingestion.databases` must have one name: of Trino one at a time is read");
        assertThat(selectionProblems("sqlite", List.of(), "a.b.c")).isEmpty();
    }

    private static List<String> selectionProblems(String adapter, List<String> databases, String include) {
        return Recipes.problems(
                ADAPTERS.find(adapter).orElseThrow(), new Recipes.Selection(databases, List.of(include), List.of()));
    }

    @Test
    void addsWhatAValueAsksFor() {
        Adapter clickhouse = ADAPTERS.find("clickhouse").orElseThrow();
        Map<String, String> settings = Map.of("host", "h", "user", "u", "secure", "true");
        ProfileOutline outline = Profiles.outline(clickhouse, settings, Set.of("password"));

        assertThat(Recipes.recipe(outline, Recipes.Selection.ALL, false).at("/source/config/uri_opts"))
                .hasToString("{\"protocol\":\"https\"}");
    }

    @Test
    void givesDriversTheFileOfAServiceAccount() {
        Adapter bigquery = ADAPTERS.find("bigquery").orElseThrow();
        ProfileOutline outline = Profiles.outline(bigquery, Map.of("project", "shop"), Set.of("keyfile"));

        assertThat(Recipes.environment(outline))
                .isEqualTo(Map.of("GOOGLE_APPLICATION_CREDENTIALS", "${PROFILE_KEYFILE}"));
        assertThat(Profiles.render("p", bigquery, Map.of("project", "shop"), Set.of("keyfile"), 1))
                .contains("method: \"service-account\"", "keyfile: \"/credentials/keyfile\"");
    }

    @Test
    void readsTheDatabasesThatAreNamed() {
        JsonNode config = recipe("postgres", List.of("shop", "crm.eu"), List.of(), List.of())
                .at("/source/config");

        assertThat(config.has("database")).isFalse();
        assertThat(config.at("/initial_database").asText()).isEqualTo("${PROFILE_DBNAME}");
        assertThat(texts(config.at("/database_pattern/allow"))).containsExactly("^shop$", "^crm\\.eu$");
    }

    @Test
    void leavesOutOfARecipeWhatTheProfileDoesNotSay() {
        JsonNode plain = recipe("postgres", List.of(), List.of(), List.of()).at("/source/config");
        assertThat(plain.at("/options/connect_args"))
                .hasToString("{\"connect_timeout\":\"${PROFILE_CONNECT_TIMEOUT:-10}\"}");
        assertThat(plain.at("/host_port").asText()).isEqualTo("${PROFILE_HOST}:${PROFILE_PORT:-5432}");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode recipe(String adapter, List<String> databases, List<String> include, List<String> exclude) {
        ProfileOutline outline = new ProfileOutline(
                ADAPTERS.find(adapter).orElseThrow(),
                Optional.empty(),
                Set.of("host", "user", "password", "dbname", "path", "schema"),
                Map.of());
        return Recipes.recipe(outline, new Recipes.Selection(databases, include, exclude), false);
    }

    @Test
    void readsSampleValuesOnlyWhenAsked() {
        ProfileOutline postgres = new ProfileOutline(
                ADAPTERS.find("postgres").orElseThrow(), Optional.empty(), Set.of("password"), Map.of());
        JsonNode recipe = Recipes.recipe(postgres, Recipes.Selection.ALL, false);

        assertThat(recipe.at("/source/config/profiling/enabled").asBoolean(true))
                .isFalse();
        assertThat(recipe.at("/source/config/password").asText()).isEqualTo("${PROFILE_PASSWORD}");
        assertThat(Recipes.recipe(postgres, Recipes.Selection.ALL, true)
                        .at("/source/config/profiling/enabled")
                        .asBoolean())
                .isTrue();
    }
}
