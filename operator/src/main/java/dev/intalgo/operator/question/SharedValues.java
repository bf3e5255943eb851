package dev.intalgo.operator.question;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.retrieval.SampleValues;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The values of text columns that a project shares with its LLM. The project's worker reads them once for each state of
 * the catalog and once a day. They are kept in memory alone: the cluster holds them from when the worker hands them in
 * until they are read.
 */
@ApplicationScoped
class SharedValues {
    private static final String NOT_READ = "ValuesNotRead";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
    private static final Duration FRESH = Duration.ofDays(1);
    private static final int PROJECTS = 16;
    /** More take too long, and too much room in a ConfigMap. */
    private static final int MOST_COLUMNS = 5_000;

    /** All else is text: an enumeration has a name of its own. */
    private static final Pattern NO_TEXT = Pattern.compile(
            "((big|small|tiny|medium|huge|u)?int(eger)?|float|double|real|numeric|decimal|number|(big|small)?serial"
                    + "|(small)?money|bool(ean)?|bit|varbit|date|(small)?datetime|time(stamp)?(tz)?|year|interval|jsonb?|xml"
                    + "|uuid|uniqueidentifier|bytea?s?|(long|medium|tiny)?blob|(var)?binary|raw|image|inet|cidr|macaddr"
                    + "|geo\\w+|point|tsvector|vector|array|struct|map|row|record|super|object|variant|hllsketch)\\d*\\b.*"
                    + "|.*\\[].*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final TaskStore tasks;
    private final KubernetesClient client;
    private final Cache<Key, SampleValues> known =
            Caffeine.newBuilder().maximumSize(PROJECTS).expireAfterWrite(FRESH).build();

    private record Key(String project, String catalog) {}

    SharedValues(TaskStore tasks, KubernetesClient client) {
        this.tasks = tasks;
        this.client = client;
    }

    /**
     * One at a time: else one would ask for what another has just taken out of the cluster.
     *
     * @throws NotReady while they are read, and where that failed
     */
    synchronized SampleValues of(Subject subject) throws NotReady {
        var project = subject.project();
        if (!project.getSpec().sharing().sampleValues()) {
            return SampleValues.NONE;
        }
        var key = new Key(project.getMetadata().getUid(), subject.catalog().hash());
        var values = known.getIfPresent(key);
        if (values == null) {
            values = read(subject);
            known.put(key, values);
        }
        return values;
    }

    private SampleValues read(Subject subject) throws NotReady {
        var project = subject.project();
        var task = tasks.submit(Tasks.desired(
                project, "values", Tasks.PROJECT, project.getMetadata().getName(), input(subject)));
        var result = Tasks.result(task)
                .orElseThrow(() -> NotReady.continuing(
                        Asking.STEP, "ReadingValues", "The values of columns are being read.", LOOK_AGAIN));
        client.resource(task).delete();
        if (!result.path("ok").asBoolean()) {
            throw NotReady.retrying(
                    Asking.STEP,
                    NOT_READ,
                    "The values that spec.sharing.sampleValues of the project shares cannot be read: "
                            + result.path("message").asText());
        }
        return values(result.path("tables"));
    }

    /** The names of the columns that may have few values. */
    static JsonNode input(Subject subject) {
        var input = JsonNodeFactory.instance.objectNode();
        var readOnly = input.putArray("readOnly");
        subject.adapter().readOnly().forEach(readOnly::add);
        var tables = input.putArray("tables");
        var left = MOST_COLUMNS;
        for (var table : subject.catalog().tables()) {
            var columns = table.columns().stream()
                    .filter(c -> !c.primaryKey() && !NO_TEXT.matcher(c.type()).matches())
                    .map(Column::name)
                    .limit(left)
                    .toList();
            if (!columns.isEmpty()) {
                left -= columns.size();
                var asked = tables.addObject();
                asked.put("schema", table.schema()).put("name", table.name());
                columns.forEach(asked.putArray("columns")::add);
            }
        }
        return input;
    }

    private static SampleValues values(JsonNode tables) {
        Map<String, Map<String, List<String>>> byTable = new HashMap<>();
        tables.properties().forEach(table -> {
            Map<String, List<String>> byColumn = new HashMap<>();
            table.getValue().properties().forEach(column -> {
                List<String> values = new ArrayList<>();
                column.getValue().forEach(value -> values.add(value.asText()));
                byColumn.put(column.getKey(), values);
            });
            byTable.put(table.getKey(), byColumn);
        });
        return new SampleValues(byTable);
    }
}
