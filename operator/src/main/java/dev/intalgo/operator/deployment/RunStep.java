package dev.intalgo.operator.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.operator.job.Jobs;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.target.Granularity;
import dev.intalgo.operator.target.Graph;
import dev.intalgo.operator.target.Options;
import dev.intalgo.operator.target.Retry;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.RunBuilder;
import dev.intalgo.operator.target.Selection;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What a Deployment runs, when, and in which pod. */
@ApplicationScoped
class RunStep {
    private final KubernetesClient client;
    private final Databases databases;
    private final RepositoryPlaces places;
    private final RunnerSettings runner;

    RunStep(KubernetesClient client, Databases databases, RepositoryPlaces places, RunnerSettings runner) {
        this.client = client;
        this.databases = databases;
        this.places = places;
        this.runner = runner;
    }

    Run run(Deployment deployment, IntalgoProject project, String commit, Graph graph) throws NotReady {
        var namespace = deployment.getMetadata().getNamespace();
        var connectionName = project.getSpec().connectionRef().name();
        var connection = client.resources(Connection.class)
                .inNamespace(namespace)
                .withName(connectionName)
                .get();
        if (connection == null) {
            throw NotReady.retrying(
                    CommitStep.STEP,
                    "ConnectionNotFound",
                    "There is no Connection \"%s\" in this namespace: create it.".formatted(connectionName));
        }
        var database = databases.ready(connection, CommitStep.STEP);
        var access = database.access()
                .withSchema(Optional.ofNullable(project.getSpec().dbt().schema()));
        var pod = Jobs.runPod(
                deployment,
                project.getMetadata().getName(),
                List.of(),
                access,
                places.access(project),
                runner,
                project.getSpec().podTemplate());
        JsonNode template = Serialization.jsonMapper().valueToTree(pod);
        var spec = deployment.getSpec();
        return RunBuilder.builder()
                .name(deployment.getMetadata().getName())
                .project(project.getMetadata().getName())
                .namespace(namespace)
                .commit(commit)
                .schedule(spec.schedule())
                .timeZone(spec.timeZone())
                .granularity(
                        spec.granularity() == DeploymentSpec.Granularity.MODEL
                                ? Granularity.MODEL
                                : Granularity.PROJECT)
                .selection(new Selection(spec.select(), spec.exclude(), Optional.ofNullable(spec.selector())))
                .options(options(spec))
                .graph(graph)
                .retry(new Retry(
                        spec.attempts().retries(),
                        spec.attempts().retryDelayDuration(),
                        spec.attempts().timeoutDuration()))
                .owner(Optional.ofNullable(spec.owner()).orElse(""))
                .tags(spec.tags())
                .podTemplate(template)
                .outside(Outsides.of(project, places, database, access))
                .build();
    }

    private static Options options(DeploymentSpec spec) {
        return new Options(
                new TreeMap<>(spec.variables()),
                spec.threads() == null ? OptionalInt.empty() : OptionalInt.of(spec.threads()),
                Optional.empty(),
                false,
                false);
    }
}
