package dev.intalgo.operator.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.job.Jobs;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.target.Granularity;
import dev.intalgo.operator.target.Graph;
import dev.intalgo.operator.target.Options;
import dev.intalgo.operator.target.Retry;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.RunBuilder;
import dev.intalgo.operator.target.Selection;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What a Deployment runs, when, and in which pod. */
@ApplicationScoped
class RunStep {
    private final RepositoryPlaces places;
    private final RunnerSettings runner;

    RunStep(RepositoryPlaces places, RunnerSettings runner) {
        this.places = places;
        this.runner = runner;
    }

    Run run(
            Deployment deployment,
            IntalgoProject project,
            String commit,
            Place place,
            Optional<Baseline> baseline,
            boolean fullRefresh,
            Graph graph) {
        Map<String, String> environment = new TreeMap<>(place.variables());
        baseline.flatMap(Baseline::place).map(Place::stateVariables).ifPresent(environment::putAll);
        var pod = Jobs.runPod(
                deployment,
                project.getMetadata().getName(),
                List.of(),
                environment,
                place.access(),
                places.access(project),
                runner,
                project.getSpec().podTemplate());
        JsonNode template = Serialization.jsonMapper().valueToTree(pod);
        var spec = deployment.getSpec();
        return RunBuilder.builder()
                .name(deployment.getMetadata().getName())
                .project(project.getMetadata().getName())
                .namespace(deployment.getMetadata().getNamespace())
                .commit(commit)
                .schedule(spec.schedule())
                .timeZone(spec.timeZone())
                .granularity(
                        spec.granularity() == DeploymentSpec.Granularity.MODEL
                                ? Granularity.MODEL
                                : Granularity.PROJECT)
                .selection(new Selection(spec.select(), spec.exclude(), Optional.ofNullable(spec.selector())))
                .options(options(spec, baseline, fullRefresh))
                .graph(graph)
                .retry(new Retry(
                        spec.attempts().retries(),
                        spec.attempts().retryDelayDuration(),
                        spec.attempts().timeoutDuration()))
                .owner(Optional.ofNullable(spec.owner()).orElse(""))
                .tags(spec.tags())
                .podTemplate(template)
                .outside(Outsides.of(project, places, place))
                .build();
    }

    private static Options options(DeploymentSpec spec, Optional<Baseline> baseline, boolean fullRefresh) {
        return new Options(
                new TreeMap<>(spec.variables()),
                spec.threads() == null ? OptionalInt.empty() : OptionalInt.of(spec.threads()),
                baseline.map(Baseline::commit),
                baseline.map(Baseline::defer).orElse(false),
                fullRefresh);
    }
}
