package dev.intalgo.console.object;

import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** Choosing a namespace, and what is in it. */
@Path("/")
@RunOnVirtualThread
public class NamespaceResource {
    private static final int FORBIDDEN = 403;

    private final Person person;

    NamespaceResource(Person person) {
        this.person = person;
    }

    /**
     * How the objects of a kind are.
     *
     * @param allowed whether the person may list them
     * @param open those that are not ready
     */
    record Summary(Kind kind, boolean allowed, int total, int ready, List<Table.Row> open) {}

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance namespaces(Frame frame, List<String> namespaces, String error);

        static native TemplateInstance overview(Frame frame, List<Summary> summaries, boolean start);
    }

    @GET
    public TemplateInstance choose() {
        return page("");
    }

    private TemplateInstance page(String error) {
        return Templates.namespaces(new Frame("Namespaces", person.name(), "", Section.OVERVIEW), namespaces(), error);
    }

    /** Those that the person may see; none where they may not list them, and so have to name theirs. */
    private List<String> namespaces() {
        try {
            return person.client().namespaces().list().getItems().stream()
                    .map(namespace -> namespace.getMetadata().getName())
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    @GET
    @Path("ns")
    public Response open(@QueryParam("name") String name) {
        return name != null && name.matches(Names.PATTERN)
                ? Answers.to("/ns/%s", name)
                : Answers.refused(page("Write the namespace's name: small letters, digits and -."));
    }

    @GET
    @Path("ns/{namespace: " + Names.PATTERN + "}")
    public TemplateInstance overview(@PathParam("namespace") String namespace) {
        List<Summary> summaries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            summaries.add(summary(kind, namespace));
        }
        return Templates.overview(
                new Frame(namespace, person.name(), namespace, Section.OVERVIEW),
                summaries,
                summaries.stream().anyMatch(summary -> toBeMade(summary, namespace)));
    }

    /** Without a database or a project there is nothing to ask. */
    private boolean toBeMade(Summary summary, String namespace) {
        return (summary.kind() == Kind.CONNECTIONS || summary.kind() == Kind.PROJECTS)
                && summary.allowed()
                && summary.total() == 0
                && person.may("create", summary.kind().plural(), namespace);
    }

    private Summary summary(Kind kind, String namespace) {
        if (!person.may("list", kind.plural(), namespace)) {
            return new Summary(kind, false, 0, 0, List.of());
        }
        var rows = Table.of(person.client(), kind, namespace).rows();
        var open = rows.stream().filter(row -> !"True".equals(row.ready())).toList();
        return new Summary(
                kind, true, rows.size(), rows.size() - open.size(), open.subList(0, Math.min(open.size(), 5)));
    }
}
