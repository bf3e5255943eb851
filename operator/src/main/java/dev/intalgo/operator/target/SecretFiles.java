package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.operator.target.Variables.SecretKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that a pod has from Secrets. */
final class SecretFiles {
    private SecretFiles() {}

    /** A file at its path in the container. */
    record SecretFile(String path, SecretKey secret) {}

    static List<SecretFile> of(Run run) {
        Map<String, String> folders = new HashMap<>();
        for (JsonNode mount : PodTemplates.container(run.podTemplate()).path("volumeMounts")) {
            folders.put(mount.path("name").asText(), mount.path("mountPath").asText());
        }
        List<SecretFile> found = new ArrayList<>();
        for (JsonNode volume : run.podTemplate().at("/spec/volumes")) {
            String folder = folders.get(volume.path("name").asText());
            if (folder != null) {
                add(found, folder, volume.path("secret"), "secretName");
                volume.at("/projected/sources").forEach(source -> add(found, folder, source.path("secret"), "name"));
            }
        }
        return List.copyOf(found);
    }

    private static void add(List<SecretFile> found, String folder, JsonNode secret, String name) {
        for (JsonNode item : secret.path("items")) {
            var key = new SecretKey(secret.path(name).asText(), item.path("key").asText());
            found.add(new SecretFile(folder + "/" + item.path("path").asText(), key));
        }
    }
}
