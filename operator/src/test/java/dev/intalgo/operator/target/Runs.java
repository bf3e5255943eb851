package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs of a small shop, and what they are made from. */
final class Runs {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
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
}
