package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A CronWorkflow for Argo Workflows 3.6 and later, or a WorkflowTemplate where there is no schedule. A step is a pod
 * as the Deployment's template has it, but for what Argo puts into each.
 *
 * @param executorAccount the ServiceAccount by which Argo's own container in each pod reports to Argo
 * @param concurrency Forbid, Replace or Allow
 * @param suspended whether it waits
 * @param succeededKept how many workflows that succeeded are kept
 * @param failedKept how many that failed
 */
public record ArgoWorkflow(
        String executorAccount, String concurrency, boolean suspended, int succeededKept, int failedKept)
        implements Target {

    /** What Argo takes for a CronWorkflow's name. */
    private static final int LONGEST = 52;

    private static final int LONGEST_TASK = 100;
    private static final String DBT = "dbt";
    private static final String SELECT = "select";

    @Override
    public String name() {
        return "argo-workflow";
    }

    @Override
    public Map<String, String> files(Run run) {
        return Map.of("workflow.yaml", Yaml.text(run.schedule() == null ? template(run) : cron(run)));
    }

    private ObjectNode cron(Run run) {
        ObjectNode workflow = object("CronWorkflow", run);
        ObjectNode spec = workflow.putObject("spec");
        spec.putArray("schedules").add(Schedules.fiveFields(run.schedule()));
        spec.put("timezone", run.timeZone());
        spec.put("concurrencyPolicy", concurrency).put("suspend", suspended);
        spec.put("successfulJobsHistoryLimit", succeededKept).put("failedJobsHistoryLimit", failedKept);
        spec.putObject("workflowMetadata").set("labels", run.podTemplate().at("/metadata/labels"));
        spec.set("workflowSpec", workflow(run));
        return workflow;
    }

    private ObjectNode template(Run run) {
        ObjectNode workflow = object("WorkflowTemplate", run);
        workflow.set("spec", workflow(run));
        return workflow;
    }

    private static ObjectNode object(String kind, Run run) {
        ObjectNode object =
                Json.object().put("apiVersion", "argoproj.io/v1alpha1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", Names.label(run.name(), LONGEST)).put("namespace", run.namespace());
        metadata.set("labels", run.podTemplate().at("/metadata/labels"));
        metadata.putObject("annotations")
                .put("workflows.argoproj.io/title", run.name())
                .put("workflows.argoproj.io/description", Markdown.of(run));
        return object;
    }

    private ObjectNode workflow(Run run) {
        boolean each = run.granularity() == Granularity.MODEL;
        ObjectNode spec = Json.object().put("entrypoint", each ? "models" : DBT);
        spec.putObject("executor").put("serviceAccountName", executorAccount);
        ArrayNode templates = spec.putArray("templates");
        if (each) {
            templates.addObject().put("name", "models").putObject("dag").set("tasks", new Tasks(run).all());
        }
        templates.add(ArgoPods.template(DBT, run, each ? eachArguments(run) : run.arguments(), each));
        if (each) {
            ((ObjectNode) templates.get(1))
                    .putObject("inputs")
                    .putArray("parameters")
                    .addObject()
                    .put("name", SELECT);
        }
        return spec;
    }

    /** The selectors come as a parameter: none has a space, by which dbt parts them. */
    private static List<String> eachArguments(Run run) {
        return Arguments.of(run, Selection.of(List.of(ArgoPods.parameter(SELECT))));
    }

    /** A task for each node, and one for the tests between them. */
    private static final class Tasks {
        private final Run run;
        private final Map<String, String> names = new HashMap<>();
        private final Set<String> taken = new HashSet<>();

        Tasks(Run run) {
            this.run = run;
            run.graph()
                    .nodes()
                    .forEach(node -> names.put(
                            node.uniqueId(), Names.unique(Names.label(node.name(), LONGEST_TASK), taken, "-")));
        }

        ArrayNode all() {
            ArrayNode tasks = Json.object().arrayNode();
            for (Graph.Node node : run.graph().nodes()) {
                tasks.add(task(names.get(node.uniqueId()), node.select(), node.dependsOn()));
            }
            List<Graph.Test> tests = run.graph().tests();
            if (!tests.isEmpty()) {
                String select =
                        String.join(" ", tests.stream().map(Graph.Test::name).toList());
                List<String> after = tests.stream()
                        .flatMap(test -> test.dependsOn().stream())
                        .distinct()
                        .sorted()
                        .toList();
                tasks.add(task(Names.unique("tests", taken, "-"), select, after));
            }
            return tasks;
        }

        private JsonNode task(String name, String select, List<String> after) {
            ObjectNode task = Json.object().put("name", name).put("template", DBT);
            if (!after.isEmpty()) {
                ArrayNode dependencies = task.putArray("dependencies");
                after.stream().map(names::get).forEach(dependencies::add);
            }
            task.putObject("arguments")
                    .putArray("parameters")
                    .addObject()
                    .put("name", SELECT)
                    .put("value", ArgoPods.argument(select));
            return task;
        }
    }
}
