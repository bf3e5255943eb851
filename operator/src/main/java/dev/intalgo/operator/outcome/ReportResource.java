package dev.intalgo.operator.outcome;

import static dev.intalgo.operator.auth.Refusals.refused;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.operator.auth.Caller;
import dev.intalgo.operator.auth.Callers;
import dev.intalgo.operator.job.LimitedInputStream;
import dev.intalgo.operator.job.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jboss.logging.Logger;

/**
 * What pods say became of a run, whoever made them: a CronJob or an orchestrator. A pod may speak for the Deployments of
 * its own namespace, of the project as whose ServiceAccount it runs.
 */
@Path("/worker/v1/runs")
@RunOnVirtualThread
public class ReportResource {
    private static final Logger LOG = Logger.getLogger(ReportResource.class);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    private static final long LARGEST = 4L << 20;

    private final Callers callers;
    private final KubernetesClient client;
    private final RunRecords records;

    ReportResource(Callers callers, KubernetesClient client, RunRecords records) {
        this.callers = callers;
        this.client = client;
        this.records = records;
    }

    /** Takes a report; it is kept in the cluster before the answer is sent. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public void ran(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) String encoding,
            InputStream body) {
        try {
            var caller = callers.pod(authorization);
            var pod = caller.pod().orElseThrow(() -> refused(403, "the token is not a pod's"));
            var report = report(body, encoding);
            var deployment = deployment(caller, report.deployment());
            var run = report.run() == null ? pod.name() : report.run();
            records.keep(deployment, run, report.parts(), report.part(), Part.of(report));
        } catch (KubernetesClientException e) {
            LOG.warnf("the API server did not answer the report of a run: %s", e.getMessage());
            throw e.getCode() == 413 || e.getCode() == 422
                    ? refused(413, "the report is too large to be kept")
                    : refused(503, "the API server does not answer: try again");
        }
    }

    private static Report report(InputStream body, String encoding) {
        try {
            var plain = "gzip".equalsIgnoreCase(encoding) ? new GZIPInputStream(body) : body;
            var report = JSON.readValue(new LimitedInputStream(plain, LARGEST), Report.class);
            if (report == null) {
                throw refused(400, "the report is empty");
            }
            report.problem().ifPresent(problem -> {
                throw refused(400, problem);
            });
            return report;
        } catch (LimitedInputStream.TooLarge e) {
            throw refused(413, e.getMessage());
        } catch (JacksonException e) {
            throw refused(400, "the report cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw refused(400, "the report cannot be read: " + e.getMessage());
        }
    }

    private Deployment deployment(Caller caller, String name) {
        var account = caller.account().orElseThrow(() -> refused(403, "the token is not a pod's"));
        var deployment = client.resources(Deployment.class)
                .inNamespace(account.namespace())
                .withName(name)
                .get();
        if (deployment == null) {
            throw refused(404, "there is no such Deployment in the pod's namespace");
        }
        if (!account.name()
                .equals(Names.dbtAccount(deployment.getSpec().projectRef().name()))) {
            throw refused(403, "the pod does not run as the account of the Deployment's project");
        }
        return deployment;
    }
}
