package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.operator.kube.NotReady;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Deployments that another one names: whose commits come to it, or with whose it compares. */
final class Others {
    private static final String BY_OTHER = "other";

    private Others() {}

    /** The events of those that others name: what they have run decides what those run. */
    static EventSource<Deployment, Deployment> events(EventSourceContext<Deployment> context) {
        var deployments = context.getPrimaryCache();
        deployments.addIndexer(
                BY_OTHER,
                d -> named(d).stream()
                        .map(name -> key(d.getMetadata().getNamespace(), name))
                        .toList());
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Deployment.class, Deployment.class)
                        .withName("deployment-others")
                        .withSecondaryToPrimaryMapper(other -> deployments
                                .byIndex(
                                        BY_OTHER,
                                        key(
                                                other.getMetadata().getNamespace(),
                                                other.getMetadata().getName()))
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .withPrimaryToSecondaryMapper((Deployment d) -> named(d).stream()
                                .map(name ->
                                        new ResourceID(name, d.getMetadata().getNamespace()))
                                .collect(Collectors.toSet()))
                        .build(),
                context);
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private static Set<String> named(Deployment deployment) {
        var spec = deployment.getSpec();
        return Stream.of(
                        Optional.ofNullable(spec.commits().from()),
                        Optional.ofNullable(spec.state()).map(DeploymentSpec.State::deploymentRef))
                .flatMap(Optional::stream)
                .map(ObjectRef::name)
                .collect(Collectors.toSet());
    }

    /** What another Deployment of the project has run. */
    static DeploymentStatus status(Deployment other) {
        return Optional.ofNullable(other.getStatus()).orElse(DeploymentStatus.EMPTY);
    }

    /**
     * One that a Deployment names.
     *
     * @param field the field that names it
     * @throws NotReady {@code DeploymentNotFound} or {@code OtherProject}
     */
    static Deployment find(Deployment deployment, String name, String step, String field, Context<Deployment> context)
            throws NotReady {
        var other = context.getSecondaryResourcesAsStream(Deployment.class)
                .filter(d -> d.getMetadata().getName().equals(name))
                .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow(() -> NotReady.lacking(
                        step,
                        "DeploymentNotFound",
                        "There is no Deployment \"%s\" in this namespace, which %s names: create it, or name another."
                                .formatted(name, field)));
        var project = deployment.getSpec().projectRef().name();
        var othersProject = other.getSpec().projectRef().name();
        if (!othersProject.equals(project)) {
            throw NotReady.lacking(
                    step,
                    "OtherProject",
                    "Deployment \"%s\", which %s names, is of project \"%s\", not of \"%s\": name one of that project."
                            .formatted(name, field, othersProject, project));
        }
        return other;
    }

    /**
     * Refuses a chain of spec.commits.from that comes back to itself: no commit could ever enter it.
     *
     * @throws NotReady {@code PromotionCycle}
     */
    static void refuseCycle(Deployment deployment, Context<Deployment> context) throws NotReady {
        List<String> chain = new ArrayList<>(List.of(deployment.getMetadata().getName()));
        for (var from = deployment.getSpec().commits().from(); from != null; from = next(deployment, from, context)) {
            var again = chain.contains(from.name());
            chain.add(from.name());
            if (again) {
                throw NotReady.retrying(
                        CommitStep.STEP,
                        "PromotionCycle",
                        "spec.commits.from goes round in a circle, which no commit can enter: %s. Take it away from one."
                                .formatted(String.join(" from ", chain)));
            }
        }
    }

    private static ObjectRef next(Deployment deployment, ObjectRef from, Context<Deployment> context) {
        return context.getPrimaryCache()
                .get(new ResourceID(from.name(), deployment.getMetadata().getNamespace()))
                .map(d -> d.getSpec().commits().from())
                .orElse(null);
    }
}
