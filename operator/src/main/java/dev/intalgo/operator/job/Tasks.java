package dev.intalgo.operator.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Tasks for pods, each a ConfigMap: what to do, and once it is done the result.
 *
 * <p>A task's name is made from what it says, so that the same task is the same object. It must only ever be created
 * ({@link TaskStore#submit}), never applied again: that would take back what the pod has written.
 */
public final class Tasks {
    /** The label that says what is to be done: {@code validate}, {@code build}, {@code graph}, {@code values}, {@code publish}, {@code drop} or {@code ingest}. */
    public static final String TASK = "intalgo.dev/task";
    /** The label that says whether it is {@link #PENDING} or {@link #DONE}. */
    public static final String STATE = "intalgo.dev/state";
    /** The label of tasks that a project's worker does. */
    public static final String PROJECT = "intalgo.dev/project";
    /** The label of tasks that a Connection's ingestion does. */
    public static final String CONNECTION = "intalgo.dev/connection";

    /** The annotation that says when the result came. */
    static final String COMPLETED = "intalgo.dev/completed";

    public static final String PENDING = "pending";
    public static final String DONE = "done";
    public static final String INPUT = "task.json";
    public static final String OUTPUT = "result.json";
    static final String PROGRESS = "progress.json";
    /** The result where it is large, in {@code binaryData}. */
    private static final String COMPRESSED = OUTPUT + ".gz";

    /** The largest result that a pod may hand in, in bytes of JSON: of an ingestion there may be more. */
    static final int LARGEST_RESULT = 8 << 20;
    /** From here on a result is compressed: a ConfigMap holds 1 MiB, and the operator keeps all tasks in memory. */
    private static final int LARGE = 256 << 10;

    private static final int LONGEST_NAME = 63;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Tasks() {}

    /**
     * A task that is to be created.
     *
     * @param owner whose task it is, as the cluster has it; the task goes when the owner goes
     * @param kind {@code validate}, {@code build}, {@code graph}, {@code values}, {@code publish}, {@code drop} or {@code ingest}
     * @param labelKey {@link #PROJECT} or {@link #CONNECTION}: who does it
     * @param labelValue the name of that project or Connection
     * @param task the input, which must hold no secret
     */
    public static ConfigMap desired(HasMetadata owner, String kind, String labelKey, String labelValue, JsonNode task) {
        return desired(owner, kind, labelKey, labelValue, task, task);
    }

    /** @param essence what of the input makes it another task */
    public static ConfigMap desired(
            HasMetadata owner, String kind, String labelKey, String labelValue, JsonNode task, JsonNode essence) {
        String input = canonical(task);
        String identity =
                String.join("\n", owner.getMetadata().getUid(), labelKey, labelValue, kind, canonical(essence));
        String name =
                Names.suffixed(owner.getMetadata().getName(), "-" + kind + "-" + Names.hash(identity), LONGEST_NAME);
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(name)
                .withLabels(Names.labels(owner))
                .addToLabels(TASK, kind)
                .addToLabels(STATE, PENDING)
                .addToLabels(labelKey, Names.label(labelValue))
                .withOwnerReferences(owner(owner))
                .endMetadata()
                .withData(Map.of(INPUT, input))
                .build();
    }

    /** The result, where there is one. */
    public static Optional<JsonNode> result(ConfigMap task) {
        return Optional.ofNullable(task.getData())
                .map(data -> data.get(OUTPUT))
                .or(() -> Optional.ofNullable(task.getBinaryData())
                        .map(data -> data.get(COMPRESSED))
                        .map(Tasks::unpacked))
                .map(Tasks::parse);
    }

    /** The task with its result, which is compressed where it is large. */
    static ConfigMap withResult(ConfigMap task, JsonNode result) {
        String text = canonical(result);
        ConfigMapBuilder done = new ConfigMapBuilder(task);
        return text.length() < LARGE
                ? done.addToData(OUTPUT, text).build()
                : done.addToBinaryData(COMPRESSED, packed(text)).build();
    }

    private static String packed(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // In memory there is none.
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    private static String unpacked(String packed) {
        byte[] bytes = Base64.getDecoder().decode(packed);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(new LimitedInputStream(in, LARGEST_RESULT).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("a task's data was changed by hand: " + e.getMessage(), e);
        }
    }

    /** How far its pod has come, where it has told. */
    public static Optional<JsonNode> progress(ConfigMap task) {
        return Optional.ofNullable(task.getData())
                .map(data -> data.get(PROGRESS))
                .map(Tasks::parse);
    }

    /** Whether there is no result yet. */
    public static boolean pending(ConfigMap task) {
        return (task.getData() == null || !task.getData().containsKey(OUTPUT))
                && (task.getBinaryData() == null || !task.getBinaryData().containsKey(COMPRESSED));
    }

    /** When the result came; empty while there is none. */
    public static Optional<Instant> completed(ConfigMap task) {
        return Optional.ofNullable(task.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(COMPLETED))
                .map(Instant::parse);
    }

    /** What is to be done. */
    public static JsonNode input(ConfigMap task) {
        return parse(task.getData().get(INPUT));
    }

    /** What is to be done: {@code validate}, {@code build}, {@code graph}, {@code values}, {@code publish}, {@code drop} or {@code ingest}. */
    public static String kind(ConfigMap task) {
        return task.getMetadata().getLabels().get(TASK);
    }

    static OwnerReference owner(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .build();
    }

    /** The same text for the same JSON, whatever the order of its keys. */
    static String canonical(JsonNode json) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(json, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a task's data was changed by hand: " + e.getOriginalMessage(), e);
        }
    }
}
