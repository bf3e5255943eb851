package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to run, when, and in which pod.
 *
 * @param name name of the Deployment
 * @param project name of the project
 * @param namespace where the pods run: that of the project, whose Secrets they need
 * @param commit what runs are pinned to, in full
 * @param schedule a cron expression without {@linkplain Schedules#problems problems}, or null to run only when told to
 * @param timeZone the schedule's IANA time zone
 * @param granularity what one pod runs
 * @param selection what dbt is told to run
 * @param options how dbt runs it
 * @param graph what the selection chooses
 * @param retry what happens when it fails or takes too long
 * @param owner who is asked about it; empty: nobody was named
 * @param tags tags in the orchestrator, beside those of the models
 * @param podTemplate a Kubernetes PodTemplateSpec as JSON, with a container named {@value #CONTAINER}, whose args
 *     are the target's: any given are dropped. Its credentials come by reference to Secrets.
 * @param outside what platforms need that run it without the cluster
 */
@RecordBuilder
public record Run(
        String name,
        String project,
        String namespace,
        String commit,
        String schedule,
        String timeZone,
        Granularity granularity,
        Selection selection,
        Options options,
        Graph graph,
        Retry retry,
        String owner,
        List<String> tags,
        JsonNode podTemplate,
        Outside outside)
        implements RunBuilder.With {

    /** Name of the container that runs dbt. */
    public static final String CONTAINER = "intalgo";

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the commit is not one in full, or the pod template has no container named
     *     {@value #CONTAINER} or holds a credential itself
     */
    public Run {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(timeZone, "timeZone");
        Objects.requireNonNull(granularity, "granularity");
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(selection, "selection");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(outside, "outside");
        tags = List.copyOf(tags);
        if (!COMMIT.matcher(commit).matches()) {
            throw new IllegalArgumentException("not the full name of a commit: " + commit);
        }
        podTemplate = PodTemplates.checked(podTemplate);
        if (granularity == Granularity.MODEL) {
            podTemplate = PodTemplates.withParts(
                    podTemplate, graph.nodes().size() + (graph.tests().isEmpty() ? 0 : 1));
        }
    }

    /** The URI of what a model, seed or snapshot becomes, for orchestrators that know things by URIs. */
    String uri(String node) {
        return "intalgo://"
                + Stream.of(namespace, project, node).map(Names::segment).collect(Collectors.joining("/"));
    }

    /** The args of a pod that runs the whole selection. */
    public List<String> arguments() {
        return Arguments.of(this);
    }

    /** The pod template with the args of the whole selection: what a CronJob runs. */
    public JsonNode wholePodTemplate() {
        ObjectNode template = podTemplate.deepCopy();
        ObjectNode container = PodTemplates.container(template);
        ArrayNode args = container.putArray("args");
        arguments().stream().map(PodTexts::argument).forEach(args::add);
        return template;
    }
}
