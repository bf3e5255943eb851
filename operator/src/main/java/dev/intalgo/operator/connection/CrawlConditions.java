package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.connection.Ingestion.Progress;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a Connection's conditions say of its crawl. What is known already goes on serving while it is read anew.
 *
 * @param probe whether the crawl only connects
 */
record CrawlConditions(Conditions conditions, ConnectionStatus before, boolean probe) {
    static final String REACHABLE = "Reachable";
    static final String INGESTED = "Ingested";
    static final String WITH_WARNINGS = "IngestedWithWarnings";

    /** What a crawl says that did not come as far as the database. */
    private static final Set<String> UNREACHABLE =
            Set.of("AuthenticationFailed", "ConnectionFailed", "DatabaseNotFound", "PermissionDenied", "DriverMissing");

    private static final int TOLD_WARNINGS = 5;

    void suspended() throws NotReady {
        conditions.keep(REACHABLE);
        staysAsItIs();
    }

    /** The database was connected to, and nothing read. */
    void probed() throws NotReady {
        connected();
        staysAsItIs();
    }

    private void staysAsItIs() throws NotReady {
        if (before.catalog() == null) {
            throw NotReady.failed(
                    INGESTED,
                    "Suspended",
                    "spec.ingestion.suspend is true, and there is no catalog yet: set it to false to have it read.");
        }
        var message = "The catalog stays as it is: spec.ingestion.suspend is true.";
        conditions.isTrue(INGESTED, "Suspended", message);
        conditions.isTrue(Conditions.READY, "Ready", message);
    }

    /**
     * A further try goes on saying why the one before failed, until it is known better.
     *
     * @param held why the pod cannot start
     */
    void crawling(int number, Progress progress, Optional<String> held) throws NotReady {
        if (progress.connected()) {
            connected();
        } else if (held.isPresent()) {
            conditions.isUnknown(REACHABLE, "PodNotStarted", held.get());
        } else if (number > 0 || conditions.was(REACHABLE, "True")) {
            conditions.keep(REACHABLE);
        } else {
            conditions.isUnknown(REACHABLE, "Connecting", "A pod is to connect to the database.");
        }
        var message = held.orElseGet(() -> doing(progress));
        var reason = probe ? "Connecting" : "Ingesting";
        var why = number == 0
                ? NotReady.waiting(INGESTED, reason, message)
                : conditions.waiting(INGESTED, reason, message, Ingestion.RETRIED);
        if (before.catalog() == null) {
            throw why;
        }
        if (!why.progressing()) {
            outdated(why.reason(), why.getMessage());
            return;
        }
        conditions.isUnknown(INGESTED, why.reason(), why.getMessage());
        conditions.isTrue(Conditions.READY, before.warnings().isEmpty() ? "Ready" : WITH_WARNINGS, why.getMessage());
    }

    private String doing(Progress progress) {
        if (probe) {
            return "A pod connects to the database; spec.ingestion.suspend is true, so that nothing is read.";
        }
        return "The database's catalog is being read%s."
                .formatted(progress.tables() == 0 ? "" : ": %d tables so far".formatted(progress.tables()));
    }

    void succeeded(ConnectionStatus next) {
        connected();
        var warnings = next.warnings();
        var reason = warnings.isEmpty() ? INGESTED : WITH_WARNINGS;
        var message = "%d tables with %d columns.%s"
                .formatted(next.catalog().tables(), next.catalog().columns(), told(warnings));
        conditions.isTrue(INGESTED, reason, message);
        conditions.isTrue(Conditions.READY, warnings.isEmpty() ? "Ready" : WITH_WARNINGS, message);
    }

    void failed(Ingestion.Failed failed) throws NotReady {
        if (UNREACHABLE.contains(failed.reason())) {
            conditions.isFalse(REACHABLE, failed.reason(), failed.message());
        } else if (failed.attempt().progress().connected()) {
            connected();
        } else {
            conditions.keep(REACHABLE);
        }
        if (failed.reason().equals("ProfileInvalid")) {
            conditions.isFalse(Databases.STEP, failed.reason(), failed.message());
        }
        if (failed.again() == null) {
            throw NotReady.failed(INGESTED, failed.reason(), failed.message());
        }
        if (before.catalog() == null) {
            throw NotReady.retrying(INGESTED, failed.reason(), failed.message(), failed.again());
        }
        outdated(failed.reason(), failed.message());
    }

    private void connected() {
        conditions.isTrue(REACHABLE, "Connected", "The database answers, and lets the user in.");
    }

    private void outdated(String reason, String message) {
        conditions.isFalse(INGESTED, reason, message);
        conditions.isTrue(Conditions.READY, "CatalogOutdated", message);
    }

    private static String told(List<String> warnings) {
        if (warnings.isEmpty()) {
            return "";
        }
        var first = warnings.subList(0, Math.min(TOLD_WARNINGS, warnings.size()));
        return " Not all could be read, see status.warnings: %s%s"
                .formatted(String.join("; ", first), warnings.size() > first.size() ? "; …" : "");
    }
}
