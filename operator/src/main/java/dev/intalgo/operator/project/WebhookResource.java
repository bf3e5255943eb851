package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.job.LimitedInputStream;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Takes a Git server's word that something is new in a project's repository. What exactly is not read: the server is
 * asked for it, so that a request that is sent again does no harm.
 */
@Path("/webhooks/{namespace}/{project}")
@RunOnVirtualThread
public class WebhookResource {
    private static final Logger LOG = Logger.getLogger(WebhookResource.class);
    private static final String FIELD = "spec.repository.remote.webhook.secret";
    private static final long LARGEST = 5L << 20;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    /** Everybody may ask, and each request asks the API server. */
    private static final int AT_ONCE = 8;

    private final KubernetesClient client;
    private final Secrets secrets;
    private final News news;
    private final Semaphore room = new Semaphore(AT_ONCE);

    WebhookResource(KubernetesClient client, Secrets secrets, News news) {
        this.client = client;
        this.secrets = secrets;
        this.news = news;
    }

    /** Has the Git server asked for news, where the request comes from it. */
    @POST
    public Response told(
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @Context HttpHeaders headers,
            InputStream body) {
        if (!room.tryAcquire()) {
            return Response.status(TOO_MANY).build();
        }
        try {
            var id = id(namespace, project);
            var secret = id.flatMap(this::secret);
            if (secret.isEmpty()) {
                return Response.status(Response.Status.NOT_FOUND).build();
            }
            if (!WebhookSender.knows(secret.get(), headers::getHeaderString, new LimitedInputStream(body, LARGEST))) {
                return Response.status(Response.Status.UNAUTHORIZED).build();
            }
            news.told(id.get());
            return Response.noContent().build();
        } catch (LimitedInputStream.TooLarge e) {
            return Response.status(TOO_LARGE).build();
        } catch (IOException e) {
            return Response.status(Response.Status.BAD_REQUEST).build();
        } catch (KubernetesClientException e) {
            LOG.warnf("the API server did not answer a webhook's request: %s", e.getMessage());
            return Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
        } finally {
            room.release();
        }
    }

    private static Optional<RepositoryId> id(String namespace, String project) {
        try {
            return Optional.of(new RepositoryId(namespace, project));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // A name that no project can have.
        }
    }

    /** The secret of a project's webhook. That there is no such project or webhook must not be told apart. */
    private Optional<String> secret(RepositoryId id) {
        var project = client.resources(IntalgoProject.class)
                .inNamespace(id.namespace())
                .withName(id.project())
                .get();
        var webhook = Optional.ofNullable(project)
                .map(p -> p.getSpec().repository().remote())
                .map(remote -> remote.webhook());
        if (webhook.isEmpty()) {
            return Optional.empty();
        }
        try {
            var ref = webhook.get().secret().secretKeyRef();
            return Optional.of(secrets.value(RepositoryPlaces.STEP, id.namespace(), FIELD, ref));
        } catch (NotReady e) {
            LOG.warnf("a webhook of project %s is refused: %s", id, e.getMessage());
            return Optional.empty();
        }
    }
}
