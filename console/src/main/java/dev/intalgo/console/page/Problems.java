package dev.intalgo.console.page;

import dev.intalgo.console.session.SessionCookies;
import dev.intalgo.console.session.SessionMechanism;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ClientWebApplicationException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Pages that say what went wrong, and what to do. */
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;
    private static final int UNAVAILABLE = 503;

    private final SessionCookies cookies;

    Problems(SessionCookies cookies) {
        this.cookies = cookies;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance problem(String title, String text);
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException e) {
        return page(NOT_FOUND, "There is no such page", "Go back, or start from the namespace.");
    }

    @ServerExceptionMapper
    Response refused(KubernetesClientException e, HttpHeaders headers) {
        return switch (e.getCode()) {
            case UNAUTHORIZED -> expired(headers);
            case FORBIDDEN -> page(FORBIDDEN, "You have no right to this", message(e) + " Ask who runs the cluster.");
            case NOT_FOUND -> page(NOT_FOUND, "It is not there", message(e) + " It may have been deleted.");
            case CONFLICT ->
                page(CONFLICT, "Somebody changed it meanwhile", "Nothing was written. Load the page again, and look.");
            case INVALID -> page(INVALID, "The cluster does not take this", message(e));
            default -> {
                LOG.warn("the API server could not be asked", e);
                yield page(
                        UNAVAILABLE,
                        "The cluster does not answer",
                        "Its API server cannot be reached. Try again; if it stays so, tell who runs it.");
            }
        };
    }

    /** What the operator says to a request for what is not in the objects. */
    @ServerExceptionMapper
    Response refused(ClientWebApplicationException e, HttpHeaders headers) {
        var status = e.getResponse().getStatus();
        var said = e.getResponse().readEntity(String.class).strip();
        return switch (status) {
            case UNAUTHORIZED -> expired(headers);
            case FORBIDDEN -> page(FORBIDDEN, "You have no right to this", said + ". Ask who runs the cluster.");
            case NOT_FOUND -> page(NOT_FOUND, "It is not there", said);
            case CONFLICT -> page(CONFLICT, "Somebody changed it meanwhile", said);
            case INVALID -> page(INVALID, "The operator does not take this", said);
            default -> {
                LOG.warnf("the operator answered %d: %s", status, said);
                yield page(UNAVAILABLE, "The operator cannot answer now", said);
            }
        };
    }

    /** Nothing came back at all. */
    @ServerExceptionMapper
    Response unreachable(ProcessingException e) {
        LOG.warnf("the operator could not be asked: %s", e.getMessage());
        return page(
                UNAVAILABLE,
                "The operator does not answer",
                "Intalgo's operator cannot be reached: it may not be running. Try again; if it stays so, tell who runs"
                        + " the cluster.");
    }

    /** The person's token holds no more. */
    private Response expired(HttpHeaders headers) {
        var answer = headers.getHeaderString(SessionMechanism.FOR_PART) == null
                ? Response.seeOther(SessionMechanism.SIGN_IN)
                : Response.status(UNAUTHORIZED)
                        .header(
                                SessionMechanism.OPEN,
                                SessionMechanism.backTo(headers.getHeaderString(SessionMechanism.PAGE)));
        return answer.cookie(cookies.gone()).build();
    }

    /** What the API server says: of a refusal which verb, on which kind. */
    private static String message(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(status -> Optional.ofNullable(status.getMessage()).orElseGet(() -> details(status.getDetails())))
                .orElse(e.getMessage());
    }

    private static String details(StatusDetails details) {
        return details == null ? "" : "%s \"%s\"".formatted(details.getKind(), details.getName());
    }

    private static Response page(int status, String title, String text) {
        return Response.status(status).entity(Templates.problem(title, text)).build();
    }
}
