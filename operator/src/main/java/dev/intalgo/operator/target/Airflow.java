package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A DAG for Airflow 2.11 and 3, in files that load as they are from a ConfigMap mounted into the DAG folder. Needs
 * the provider {@code apache-airflow-providers-cncf-kubernetes}.
 */
public final class Airflow implements Target {
    /** Airflow takes 250; the DAG's id is also the name of its files. */
    private static final int LONGEST_ID = 200;

    private static final int LONGEST_TAG = 100;

    /** Before any Deployment: without catchup, only what comes counts. */
    private static final LocalDate LONG_AGO = LocalDate.of(2024, 1, 1);

    private final AirflowSettings settings;

    /** A DAG that is run as the settings say. */
    public Airflow(AirflowSettings settings) {
        this.settings = settings;
    }

    /** The id of a DAG that is given none. A namespace has no {@code _}, so that no two Deployments have the same. */
    public static String dagId(String namespace, String name) {
        return Names.file(namespace + "__" + name, LONGEST_ID);
    }

    @Override
    public String name() {
        return "airflow";
    }

    @Override
    public Map<String, String> files(Run run) {
        String id = settings.dagId().orElseGet(() -> dagId(run.namespace(), run.name()));
        Map<String, String> files = new TreeMap<>(Pieces.of(id + ".json", Json.text(dag(id, run))));
        files.put(id + ".py", Json.resource("airflow.py"));
        files.put(".airflowignore", Json.resource("airflowignore"));
        return files;
    }

    private Dag dag(String id, Run run) {
        boolean each = run.granularity() == Granularity.MODEL;
        return new Dag(
                id,
                "dbt project " + run.project() + " at " + run.commit().substring(0, 12),
                Markdown.of(run),
                Schedules.fiveFields(run.schedule()),
                settings.assets().map(Airflow::assets).orElse(null),
                run.timeZone(),
                settings.startDate().orElse(LONG_AGO).toString(),
                tags(run),
                run.retry().delay().toSeconds(),
                run.retry().timeout().toSeconds(),
                settings.deadline().map(Airflow::deadline).orElse(null),
                settings.onFailure(),
                settings.onSuccess(),
                dagArguments(),
                taskArguments(run),
                run.options().fullRefresh(),
                !each,
                Arguments.of(run.withOptions(run.options().withFullRefresh(false)), Selection.of(List.of())),
                pod(each ? PodTemplates.forOneModel(run.podTemplate()) : run.podTemplate(), run.namespace()),
                new AirflowTasks(run).all());
    }

    private SortedMap<String, Object> dagArguments() {
        SortedMap<String, Object> arguments = new TreeMap<>(Map.of(
                "catchup", settings.catchup(),
                "max_active_runs", settings.maxActiveRuns(),
                // Whoever has it mounted wants it to run, as on the other platforms, if he does not say otherwise.
                "is_paused_upon_creation", settings.paused()));
        settings.maxActiveTasks().ifPresent(most -> arguments.put("max_active_tasks", most));
        return arguments;
    }

    private SortedMap<String, Object> taskArguments(Run run) {
        SortedMap<String, Object> arguments =
                new TreeMap<>(Map.of("retries", run.retry().retries()));
        if (!run.owner().isEmpty()) {
            arguments.put("owner", run.owner());
        }
        settings.pool().ifPresent(pool -> arguments.put("pool", pool));
        settings.priority().ifPresent(priority -> arguments.put("priority_weight", priority));
        settings.queue().ifPresent(queue -> arguments.put("queue", queue));
        settings.kubernetesConnId().ifPresent(id -> arguments.put("kubernetes_conn_id", id));
        settings.inCluster().ifPresent(own -> arguments.put("in_cluster", own));
        settings.deferrable().ifPresent(deferred -> arguments.put("deferrable", deferred));
        return arguments;
    }

    private static Map<String, Object> assets(AirflowSettings.Assets assets) {
        return Map.of("needed", assets.needed().name().toLowerCase(Locale.ROOT), "uris", assets.uris());
    }

    private static Map<String, Object> deadline(AirflowSettings.Deadline deadline) {
        return Map.of("after", deadline.after().toSeconds(), "call", deadline.call());
    }

    private static Set<String> tags(Run run) {
        return new TreeSet<>(Stream.of(
                        Stream.of("intalgo", run.project()),
                        run.tags().stream(),
                        run.graph().nodes().stream().flatMap(node -> node.tags().stream()))
                .flatMap(tags -> tags)
                .filter(tag -> !tag.isBlank() && tag.length() <= LONGEST_TAG)
                .toList());
    }

    private static JsonNode pod(JsonNode template, String namespace) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        pod.setAll((ObjectNode) template.deepCopy());
        pod.withObjectProperty("metadata").put("namespace", namespace);
        return pod;
    }

    /**
     * What {@code airflow.py} reads.
     *
     * @param selectable whether a run may be given another selection
     * @param options the runner's command line up to the selection
     */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Dag(
            String dagId,
            String description,
            String docMd,
            String schedule,
            Map<String, Object> assets,
            String timeZone,
            String startDate,
            Set<String> tags,
            long retryDelay,
            long timeout,
            Map<String, Object> deadline,
            List<String> onFailure,
            List<String> onSuccess,
            SortedMap<String, Object> dagArguments,
            SortedMap<String, Object> taskArguments,
            boolean fullRefresh,
            boolean selectable,
            List<String> options,
            JsonNode pod,
            List<AirflowTasks.Task> tasks) {}
}
