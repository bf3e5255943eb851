package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.operator.dbt.Exposures.Exposure;
import dev.intalgo.operator.dbt.ProjectSettings;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A project's Deployments as dbt's exposures. */
final class Exposed {
    private static final String URL = "intalgo.dev/url";
    private static final Pattern WEB = Pattern.compile("https?://\\S+");

    private Exposed() {}

    /** The events of a project's Deployments. */
    static EventSource<Deployment, IntalgoProject> events(EventSourceContext<IntalgoProject> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Deployment.class, IntalgoProject.class)
                        .withName("project-deployments")
                        .withSecondaryToPrimaryMapper(deployment -> Set.of(new ResourceID(
                                deployment.getSpec().projectRef().name(),
                                deployment.getMetadata().getNamespace())))
                        .build(),
                context);
    }

    static List<Exposure> of(IntalgoProject project, Context<IntalgoProject> context) {
        return context.getSecondaryResourcesAsStream(Deployment.class)
                .filter(d -> d.getMetadata().getDeletionTimestamp() == null
                        && d.getStatus() != null
                        && !d.getStatus().models().isEmpty())
                .map(d -> exposure(project, d))
                .sorted(Comparator.comparing(Exposure::object))
                .toList();
    }

    /**
     * Those that are listed, and those that may come to have something in the repository: they are listed before that, so
     * that what a Deployment had is taken away whenever it goes.
     */
    static List<String> listed(IntalgoProjectStatus status, List<Exposure> exposed, Context<IntalgoProject> context) {
        Set<String> listed = new TreeSet<>(status.exposures());
        exposed.forEach(exposure -> listed.add(exposure.object()));
        context.getSecondaryResourcesAsStream(Deployment.class)
                .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
                .filter(d -> d.getSpec().files() != null)
                .forEach(d -> listed.add(d.getMetadata().getName()));
        return List.copyOf(listed);
    }

    /** The Deployments that were listed, and are no more there: one that is only about to go may be writing still. */
    static Set<String> deleted(IntalgoProjectStatus status, Context<IntalgoProject> context) {
        Set<String> deleted = new TreeSet<>(status.exposures());
        deleted.removeAll(names(context));
        return deleted;
    }

    /** Those that are listed once nothing is left of the deleted ones. */
    static List<String> without(Set<String> deleted, IntalgoProjectStatus status) {
        Set<String> left = new TreeSet<>(status.exposures());
        left.removeAll(deleted);
        return List.copyOf(left);
    }

    private static Set<String> names(Context<IntalgoProject> context) {
        return context.getSecondaryResourcesAsStream(Deployment.class)
                .map(d -> d.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static Exposure exposure(IntalgoProject project, Deployment deployment) {
        var object = deployment.getMetadata().getName();
        var name = object.replaceAll("[^A-Za-z0-9_]", "_");
        return new Exposure(
                name,
                object,
                description(deployment),
                owner(project),
                deployment.getStatus().models(),
                url(deployment));
    }

    /** Only what a browser opens as a page: dbt's documentation makes a link of it. */
    private static String url(Deployment deployment) {
        var annotations = Optional.ofNullable(deployment.getMetadata().getAnnotations());
        return annotations
                .map(all -> all.get(URL))
                .filter(url -> WEB.matcher(url).matches())
                .orElse("");
    }

    private static String description(Deployment deployment) {
        var spec = deployment.getSpec();
        var when = spec.schedule() == null
                ? "when it is told to"
                : "at \"%s\" (%s)".formatted(spec.schedule(), spec.timeZone());
        var what = spec.select().isEmpty() ? "all models" : String.join(" ", spec.select());
        return "Runs %s by %s %s.".formatted(what, by(spec), when);
    }

    private static String by(DeploymentSpec spec) {
        var names = new LinkedHashMap<String, Object>();
        names.put("Airflow", spec.airflow());
        names.put("Dagster", spec.dagster());
        names.put("Databricks", spec.databricks());
        names.put("a Kubernetes CronJob", spec.cronJob());
        names.put("Argo Workflows", spec.argoWorkflow());
        names.put("Prefect", spec.prefect());
        names.put("Kestra", spec.kestra());
        names.put("GitHub Actions", spec.githubActions());
        names.put("GitLab CI", spec.gitlabCi());
        names.put("dbt Cloud", spec.dbtCloud());
        return names.entrySet().stream()
                .filter(name -> name.getValue() != null)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("another platform");
    }

    /** dbt wants somebody: the group's owner, or else the project by its name. */
    private static Map<String, String> owner(IntalgoProject project) {
        return group(project)
                .map(ProjectSettings.Group::owner)
                .filter(owner -> !owner.isEmpty())
                .orElse(Map.of("name", project.getMetadata().getName()));
    }

    /** The dbt group of the project's models. */
    static Optional<ProjectSettings.Group> group(IntalgoProject project) {
        return Optional.ofNullable(project.getSpec().dbt().group()).map(group -> {
            Map<String, String> owner = new LinkedHashMap<>();
            Optional.ofNullable(group.owner()).ifPresent(person -> {
                Optional.ofNullable(person.name()).ifPresent(name -> owner.put("name", name));
                Optional.ofNullable(person.email()).ifPresent(email -> owner.put("email", email));
            });
            return new ProjectSettings.Group(group.name(), owner);
        });
    }
}
