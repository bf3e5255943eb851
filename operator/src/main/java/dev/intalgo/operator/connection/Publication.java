package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What became of giving a Connection's catalog to its DataHub server: the pod of a crawl does so and says so. */
final class Publication {
    static final String STEP = "Published";
    /** What ends by itself; all else needs a person, at the Connection or in DataHub. */
    private static final String UNREACHABLE = "DataHubUnreachable";

    /** Each try is another crawl. */
    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);

    private static final Duration LAST_RETRY = Duration.ofHours(2);

    private Publication() {}

    /** The status with what the server has, and the condition that says so; neither without a server. */
    static ConnectionStatus told(
            Connection connection, List<Attempt> attempts, ConnectionStatus status, Conditions conditions) {
        var datahub = connection.getSpec().datahub();
        if (datahub == null) {
            return status.withDatahub(null);
        }
        var last = attempts.stream()
                .filter(attempt -> attempt.result() != null)
                .filter(attempt -> datahub.server()
                        .equals(attempt.result()
                                .path("published")
                                .path("server")
                                .asText()))
                .max(Comparator.comparing(Attempt::completed));
        if (last.isEmpty()) {
            conditions.isUnknown(STEP, "Waiting", "DataHub is given the catalog once it is read.");
            return status;
        }
        var result = last.get().result();
        var published = result.path("published");
        if (!published.path("ok").asBoolean()) {
            conditions.isFalse(
                    STEP,
                    published.path("reason").asText(),
                    published.path("message").asText());
            return status;
        }
        var tables = result.path("tables").asInt();
        conditions.isTrue(STEP, STEP, "%s has the catalog's %d tables.".formatted(datahub.server(), tables));
        var database = published.path("database").asText("");
        return status.withDatahub(new ConnectionStatus.Published(
                datahub.ui() == null || database.isEmpty() ? null : DataHubPages.page(datahub.ui(), database),
                result.path("catalog").asText(),
                last.get().completed().toString(),
                published.path("platform").asText()));
    }

    /** How long until a crawl that gave a catalog is made once more, for a server that was away; negative: now. */
    static Optional<Duration> again(Attempt succeeded, Instant now) {
        if (!UNREACHABLE.equals(
                succeeded.result().path("published").path("reason").asText())) {
            return Optional.empty();
        }
        return Optional.of(Retries.backoff(succeeded.number(), FIRST_RETRY, LAST_RETRY)
                .minus(Duration.between(succeeded.completed(), now)));
    }
}
