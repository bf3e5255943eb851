package dev.intalgo.console.alive;

import dev.intalgo.console.session.Person;
import dev.intalgo.console.session.SessionMechanism;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What pages that are open ask again and again: whether what they show is still looked after. */
@Path(SessionMechanism.ASKED_BY_PAGES)
@RunOnVirtualThread
public class AliveResource {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Person person;
    private final Operator operator;

    AliveResource(Person person, Operator operator) {
        this.person = person;
        this.operator = operator;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance alive(boolean apiServer, boolean operator);
    }

    @GET
    public TemplateInstance alive() {
        return Templates.alive(apiServer(), operator.answers());
    }

    /** @throws KubernetesClientException 401 where the person's token holds no more: they are led to sign in again */
    private boolean apiServer() {
        try {
            person.client().getKubernetesVersion();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNAUTHORIZED) {
                throw e;
            }
            return e.getCode() == FORBIDDEN;
        }
    }
}
