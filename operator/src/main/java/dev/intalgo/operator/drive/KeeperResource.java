package dev.intalgo.operator.drive;

import static dev.intalgo.operator.auth.Refusals.refused;

import dev.intalgo.operator.auth.Callers;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What keepers say of their drives, and are told of the repository. Nothing is remembered that they do not say again. */
@Path("/worker/v1/keep")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeeperResource {
    private static final int LONGEST_WAIT_SECONDS = 25;
    /** How soon a keeper hears of a commit. Looking is a read of one small file. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Callers callers;
    private final Keepers keepers;
    private final Repositories repositories;
    private final DriveReports reports;

    KeeperResource(Callers callers, Keepers keepers, Repositories repositories, DriveReports reports) {
        this.callers = callers;
        this.keepers = keepers;
        this.repositories = repositories;
        this.reports = reports;
    }

    /** What is on the drive. */
    public record Report(String drive, String commit, String kept, long freeBytes, DriveReport.Problem problem) {}

    /** The commit that the operator has; null where it has no repository. */
    public record Head(String commit) {}

    /** Takes a report, and answers once the operator has another commit than the drive, or after {@code wait} seconds. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Head keep(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @QueryParam("wait") @DefaultValue("0") int wait,
            Report report)
            throws InterruptedException {
        var project = project(authorization);
        reports.put(
                project,
                new DriveReport(
                        Instant.now(),
                        String.valueOf(report.drive()),
                        report.commit(),
                        report.kept(),
                        report.freeBytes(),
                        report.problem()));
        var end = Instant.now().plusSeconds(Math.clamp(wait, 0, LONGEST_WAIT_SECONDS));
        var head = head(project);
        // With a problem there is no commit, and no use in trying again at once.
        while ((report.problem() != null || Objects.equals(head, report.commit()))
                && Instant.now().isBefore(end)) {
            Thread.sleep(LOOK);
            head = head(project);
        }
        return new Head(head);
    }

    private String head(RepositoryId project) {
        try {
            return repositories.head(project).orElse(null);
        } catch (GitException e) {
            throw refused(503, e.getMessage());
        }
    }

    private RepositoryId project(String authorization) {
        try {
            return keepers.project(callers.pod(authorization))
                    .orElseThrow(() -> refused(403, "the pod is no keeper that the operator made"));
        } catch (KubernetesClientException e) {
            throw refused(503, "the API server does not answer: try again");
        }
    }
}
