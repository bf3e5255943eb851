package dev.intalgo.operator.question;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Owned;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Keeps each Question's draft in a ConfigMap that people can read. */
@ApplicationScoped
class Drafts {
    private static final String DRAFT = "intalgo.dev/draft";
    private static final String FILE = "draft.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final KubernetesClient client;
    private final Applier applier;

    Drafts(KubernetesClient client, Applier applier) {
        this.client = client;
        this.applier = applier;
    }

    /** The draft as the API server has it: one that a cache has not seen yet would be asked for, and paid, again. */
    Optional<Draft> load(Question question) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(question.getMetadata().getNamespace())
                        .withName(name(question))
                        .get())
                .flatMap(Drafts::parse);
    }

    void save(Question question, Draft draft) {
        try {
            var map = Owned.configMap(question, name(question), Map.of(FILE, JSON.writeValueAsString(draft)));
            map.getMetadata()
                    .getLabels()
                    .putAll(Map.of(
                            DRAFT,
                            "true",
                            Tasks.PROJECT,
                            Names.label(question.getSpec().projectRef().name())));
            applier.apply(map, null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tokens that all Questions of a project used on a day. */
    long tokensOn(String namespace, String project, LocalDate day) {
        return client
                .configMaps()
                .inNamespace(namespace)
                .withLabel(DRAFT)
                .withLabel(Tasks.PROJECT, Names.label(project))
                .list()
                .getItems()
                .stream()
                .flatMap(map -> parse(map).stream())
                .mapToLong(draft -> draft.tokensOn(day))
                .sum();
    }

    private static Optional<Draft> parse(ConfigMap map) {
        try {
            return Optional.of(JSON.readValue(map.getData().get(FILE), Draft.class));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            Log.warnf(
                    "the draft %s is not readable and is made anew",
                    map.getMetadata().getName());
            return Optional.empty();
        }
    }

    private static String name(Question question) {
        return Names.suffixed(question.getMetadata().getName(), "-draft", 253);
    }
}
