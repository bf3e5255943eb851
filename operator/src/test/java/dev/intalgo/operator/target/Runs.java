package dev.intalgo.operator.target;

import com.databricks.sdk.service.jobs.GitProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs of a small shop, and what they are made from. */
final class Runs {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String BEFORE = "89abcdef0123456789abcdef0123456789abcdef";
    static final List<String> SELECTED =
            List.of("model.shop.top_customers", "model.shop.stock", "model.shop.paid_orders", "model.shop.recent");

    static final Outside OUTSIDE = new Outside(
            Optional.of(new Outside.Remote("https://git.example.org/shop/analytics.git", "main")),
            "dbt",
            "shop",
            Optional.of("default"),
            Optional.of("""
                    shop:
                      target: default
                      outputs:
                        default:
                          type: postgres
                          host: shop-db
                          password: "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}"
                          threads: 4
                    """));

    static final DatabricksPlan DATABRICKS = new DatabricksPlan(
            "4f1f6a1e-8f4b-4a57-9a5e-0d7f2b7a6c11",
            "https://dbc-1234.cloud.databricks.com",
            "https://github.com/team/shop",
            GitProvider.GIT_HUB,
            Optional.of("dbt"),
            "prod",
            "a1b2c3",
            Optional.of("shop"),
            Optional.of("analytics"),
            Optional.empty(),
            "4",
            ">=1.8.0,<2.0.0",
            Optional.empty(),
            false,
            1,
            List.of("ann@example.com"));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Runs() {}

    static Run of(Granularity granularity) {
        return of(granularity, Graph.of(json("manifest.json"), SELECTED));
    }

    static Run of(Granularity granularity, Graph graph) {
        return new Run(
                "daily.shop-models",
                "shop",
                "team",
                COMMIT,
                "0 6 * * MON-FRI",
                "Europe/Berlin",
                granularity,
                Selection.of(List.of("+top_customers", "tag:{{ 1 / 0 }}")),
                Options.NONE,
                graph,
                new Retry(1, Duration.ofMinutes(5), Duration.ofHours(12)),
                "",
                List.of(),
                json("pod.json"),
                OUTSIDE);
    }

    /** One that builds what is not as it was, and reads the rest from where that is. */
    static Run comparing() {
        return of(Granularity.PROJECT)
                .withSelection(Selection.of(List.of("state:modified+")))
                .withOptions(Options.NONE.withState(Optional.of(BEFORE)).withDefer(true));
    }

    static JsonNode json(String resource) {
        try (InputStream stream = Runs.class.getResourceAsStream("/target/" + resource)) {
            return MAPPER.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode parsed(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        try {
            return new YAMLMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
