package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.console.session.Person;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was made for the orchestrator, as far as the person may read it. */
@RequestScoped
class GeneratedFiles {
    private static final int FORBIDDEN = 403;
    /** In characters: of longer files the rest is left to {@code kubectl}. */
    private static final int LONGEST = 100_000;

    private final Person person;

    GeneratedFiles(Person person) {
        this.person = person;
    }

    /**
     * A file.
     *
     * @param in the object that has it, as {@code kubectl get} takes it
     * @param whole whether the text is all of it
     */
    public record File(String name, String in, String text, boolean whole) {
        private static File of(String name, String in, String text) {
            var whole = text.length() <= LONGEST;
            return new File(name, in, whole ? text : text.substring(0, LONGEST), whole);
        }
    }

    /**
     * All that there is.
     *
     * @param hidden the objects that the person may not read
     */
    public record Files(List<File> files, List<String> hidden) {}

    Files of(String namespace, DeploymentStatus status) {
        List<File> files = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        for (var name : status.configMaps()) {
            read(hidden, "configmap/" + name, () -> {
                var map = person.client()
                        .configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
                data(map).forEach((file, text) -> files.add(File.of(file, "configmap/" + name, text)));
            });
        }
        if (status.cronJob() != null) {
            var in = "cronjob/" + status.cronJob();
            read(hidden, in, () -> {
                var cronJob = person.client()
                        .batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(namespace)
                        .withName(status.cronJob())
                        .get();
                if (cronJob != null) {
                    files.add(File.of(status.cronJob() + ".yaml", in, Serialization.asYaml(cronJob.getSpec())));
                }
            });
        }
        return new Files(files, hidden);
    }

    private static Map<String, String> data(ConfigMap map) {
        return map == null || map.getData() == null ? Map.of() : new TreeMap<>(map.getData());
    }

    private static void read(List<String> hidden, String in, Runnable reading) {
        try {
            reading.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            hidden.add(in);
        }
    }
}
