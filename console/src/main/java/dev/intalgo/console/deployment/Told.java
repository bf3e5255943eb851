package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.console.model.Lineage;
import dev.intalgo.console.model.Pages;
import dev.intalgo.console.operator.ModelsApi;
import dev.intalgo.console.operator.RunsApi;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** What the operator tells of a Deployment besides its status: the page is there without it. */
@RequestScoped
class Told {
    private static final Logger LOG = Logger.getLogger(Told.class);

    private final ModelsApi models;
    private final RunsApi runs;

    Told(@RestClient ModelsApi models, @RestClient RunsApi runs) {
        this.models = models;
        this.runs = runs;
    }

    /** The last runs, newest first: those that pods told of, or else what the status says. */
    List<DeploymentStatus.Run> runs(DeploymentView view) {
        var known = Stream.of(view.status().lastRun(), view.status().lastSuccess())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        var kept = asked(() -> runs.all(view.namespace(), view.name()), List.<DeploymentStatus.Run>of());
        return kept.isEmpty() ? known : kept;
    }

    /** What it runs, in the order in which that is built; null where there is nothing to draw. */
    Diagram diagram(DeploymentView view) {
        var project = view.spec().projectRef().name();
        if (view.status().models().isEmpty()) {
            return null;
        }
        return asked(
                () -> new Lineage(models.all(view.namespace(), project).models())
                        .among(
                                view.status().models(),
                                "What it builds, in its order",
                                new Pages(view.namespace(), project))
                        .orElse(null),
                null);
    }

    private static <T> T asked(Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (ProcessingException | WebApplicationException e) {
            LOG.infof("the operator does not tell of a Deployment: %s", e.getMessage());
            return otherwise;
        }
    }
}
