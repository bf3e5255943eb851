package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Values for the Helm chart {@code dagster-user-deployments}, with which it serves the definitions. */
final class DagsterValues {
    private static final int PORT = 3030;
    private static final int LONGEST_NAME = 40;
    private static final String FOLDER = "/opt/intalgo/definitions";
    /** The runner's own: its address of the operator, and what it writes to. */
    private static final Set<String> RUNNERS_VARIABLES = Set.of("INTALGO_URL", "HOME");

    private static final Set<String> RUNNERS_VOLUMES = Set.of("work", "tmp");

    private final Run run;
    private final DagsterSettings settings;
    private final String configMap;
    private final int pieces;

    /**
     * Values.
     *
     * @param target what the ConfigMap is called by, behind the Deployment's name
     * @param pieces how many files are in ConfigMaps of their own, whose names are numbered from 2
     */
    DagsterValues(Run run, DagsterSettings settings, String target, int pieces) {
        this.run = run;
        this.settings = settings;
        this.configMap = run.name() + "-" + target;
        this.pieces = pieces;
    }

    String text() {
        ObjectNode values = Json.object();
        ObjectNode deployment = values.putArray("deployments").addObject();
        deployment.put("name", Names.label(run.name(), LONGEST_NAME));
        image(deployment.putObject("image"));
        deployment.putArray("codeServerArgs").add("-f").add(FOLDER + "/definitions.py");
        deployment.put("port", PORT);
        deployment.putObject("includeConfigInLaunchedRuns").put("enabled", true);
        ArrayNode volumes = deployment.putArray("volumes");
        ArrayNode mounts = deployment.putArray("volumeMounts");
        definitions(volumes.addObject().put("name", "definitions"));
        mounts.addObject().put("name", "definitions").put("mountPath", FOLDER).put("readOnly", true);
        if (settings.flavour() == DagsterSettings.Flavour.IMAGE) {
            database(deployment, volumes, mounts);
        }
        return Yaml.text(values);
    }

    private void definitions(ObjectNode volume) {
        if (pieces == 0) {
            volume.putObject("configMap").put("name", configMap);
            return;
        }
        ArrayNode sources = volume.putObject("projected").putArray("sources");
        sources.addObject().putObject("configMap").put("name", configMap);
        for (int number = 2; number <= pieces + 1; number++) {
            sources.addObject()
                    .putObject("configMap")
                    .put("name", configMap + "-" + number)
                    .put("optional", true);
        }
    }

    private void image(ObjectNode image) {
        String name = settings.image().orElse(DagsterSettings.IMAGE);
        int tag = name.lastIndexOf(':');
        image.put("repository", name.substring(0, tag))
                .put("tag", name.substring(tag + 1))
                .put("pullPolicy", "IfNotPresent");
    }

    /** What the runner's pods have of the database and the repository: its Secrets by reference. */
    private void database(ObjectNode deployment, ArrayNode volumes, ArrayNode mounts) {
        JsonNode container = PodTemplates.container(run.podTemplate());
        addOthers(deployment.putArray("env"), container.path("env"), RUNNERS_VARIABLES);
        ArrayNode secrets = deployment.putArray("envSecrets");
        container.path("envFrom").forEach(from -> {
            if (from.has("secretRef")) {
                secrets.add(from.path("secretRef"));
            }
        });
        addOthers(volumes, run.podTemplate().at("/spec/volumes"), RUNNERS_VOLUMES);
        addOthers(mounts, container.path("volumeMounts"), RUNNERS_VOLUMES);
        if (container.has("resources")) {
            deployment.set("resources", container.path("resources"));
        }
    }

    private static void addOthers(ArrayNode to, JsonNode from, Set<String> without) {
        StreamSupport.stream(from.spliterator(), false)
                .filter(each -> !without.contains(each.path("name").asText()))
                .forEach(to::add);
    }
}
