package dev.intalgo.operator.people;

import static dev.intalgo.operator.auth.Refusals.refused;

import dev.intalgo.operator.auth.Caller;
import dev.intalgo.operator.auth.Callers;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Who a person is, and what they may do, by the Kubernetes token that they show. */
@ApplicationScoped
class People {
    private static final Logger LOG = Logger.getLogger(People.class);

    private final Callers callers;
    private final KubernetesClient client;

    People(Callers callers, KubernetesClient client) {
        this.callers = callers;
        this.client = client;
    }

    /**
     * Whose token it is.
     *
     * @param authorization the request's header of that name; null where it has none
     * @throws jakarta.ws.rs.WebApplicationException 401, where it has no valid token; 503, where that cannot be found out
     */
    Caller known(String authorization) {
        try {
            return Callers.bearer(authorization)
                    .flatMap(callers::forAnyone)
                    .orElseThrow(() -> refused(401, "show a Kubernetes token, as a bearer token"));
        } catch (KubernetesClientException e) {
            throw away(e);
        }
    }

    /**
     * Whose token it is, who may do this with an object.
     *
     * @param verb {@code get} or {@code update}
     * @param plural the object's kind, as in {@code intalgoprojects}
     * @throws jakarta.ws.rs.WebApplicationException as {@link #known}; 403, where they may not
     */
    Caller allowed(String authorization, String verb, String plural, String namespace, String name) {
        var caller = known(authorization);
        try {
            if (!callers.may(caller, verb, plural, namespace, name)) {
                throw refused(
                        403,
                        "%s may not %s %s.intalgo.dev/%s in namespace %s"
                                .formatted(caller.username(), verb, plural, name, namespace));
            }
            return caller;
        } catch (KubernetesClientException e) {
            throw away(e);
        }
    }

    /**
     * An object of Intalgo's, for whoever may get it.
     *
     * @throws jakarta.ws.rs.WebApplicationException 404, where there is none
     */
    <T extends CustomResource<?, ?>> T object(Class<T> kind, String namespace, String name) {
        var found = client.resources(kind).inNamespace(namespace).withName(name).get();
        if (found == null) {
            throw refused(404, "there is no %s %s in namespace %s".formatted(kind.getSimpleName(), name, namespace));
        }
        return found;
    }

    private static RuntimeException away(KubernetesClientException e) {
        LOG.warnf("the API server did not answer a person's request: %s", e.getMessage());
        return refused(503, "the API server does not answer: try again");
    }
}
