package dev.intalgo.operator.databricks;

import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import dev.intalgo.operator.databricks.WorkspaceException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What to tell of an error of the SDK's. */
final class Problems {
    private static final int LONGEST_REMARK = 500;
    private static final Duration LIMITED = Duration.ofMinutes(1);

    private final Access access;
    private final Optional<Duration> retryAfter;

    Problems(Access access, Optional<Duration> retryAfter) {
        this.access = access;
        this.retryAfter = retryAfter;
    }

    WorkspaceException of(DatabricksException e) {
        Optional<IOException> broken = cause(e);
        if (broken.isPresent()) {
            return unreachable(broken.get());
        }
        if (e instanceof DatabricksError error) {
            return answered(error);
        }
        return problem(
                Reason.DatabricksUnauthorized,
                "%s gives these credentials no token: correct the Secret that spec.databricks.credentials, or the Connection, names"
                        .formatted(access.host()));
    }

    private WorkspaceException unreachable(IOException e) {
        return problem(
                Reason.DatabricksUnreachable,
                "%s does not answer (%s): %s, or try later"
                        .formatted(
                                access.host(),
                                harmless(String.valueOf(e)),
                                e instanceof SSLException
                                        ? "correct spec.databricks.caBundle"
                                        : "correct spec.databricks.host"));
    }

    private WorkspaceException answered(DatabricksError error) {
        int status = error.getStatusCode();
        String said =
                error.getMessage() == null ? "" : harmless(error.getMessage().strip());
        String remark = " (HTTP %d%s)".formatted(status, said.isEmpty() ? "" : "; it said: " + said);
        if (String.valueOf(error.getErrorCode()).contains("QUOTA")) {
            return problem(
                    Reason.DatabricksQuotaExceeded,
                    "%s has as many jobs as it may%s: delete some, or ask Databricks for more"
                            .formatted(access.host(), remark));
        }
        return switch (status) {
            case 401 ->
                problem(
                        Reason.DatabricksUnauthorized,
                        "%s does not know these credentials%s: correct the Secret that spec.databricks.credentials, or the Connection, names"
                                .formatted(access.host(), remark));
            case 403 ->
                problem(
                        Reason.DatabricksForbidden,
                        "%s does not let these credentials do that%s: give them the rights that docs/deployments.md lists"
                                .formatted(access.host(), remark));
            case 429 ->
                new WorkspaceException(
                        Reason.DatabricksLimited,
                        "%s wants fewer requests%s: it is asked again later".formatted(access.host(), remark),
                        retryAfter.orElse(LIMITED));
            default ->
                status >= 300 && status < 400 || status >= 500
                        ? new WorkspaceException(
                                Reason.DatabricksUnreachable,
                                "%s does not answer as Databricks does%s: correct spec.databricks.host, or try later"
                                        .formatted(access.host(), remark),
                                retryAfter.orElse(null))
                        : problem(
                                Reason.DatabricksRefused,
                                "%s refuses the job%s: correct spec.databricks".formatted(access.host(), remark));
        };
    }

    private static WorkspaceException problem(Reason reason, String message) {
        return new WorkspaceException(reason, message, null);
    }

    private static Optional<IOException> cause(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException broken) {
                return Optional.of(broken);
            }
        }
        return Optional.empty();
    }

    /** A remark of the server, short, on one line and without what we signed in with. */
    private String harmless(String remark) {
        String text = remark.replaceAll("[\\p{Cntrl}\\s]+", " ")
                .replace(access.signIn().secret(), "***");
        return text.length() <= LONGEST_REMARK ? text : text.substring(0, LONGEST_REMARK) + "…";
    }
}
