package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of Deployments in a repository, whose paths are all from its root. A record of each Deployment, in the
 * repository too, says which files are its own and what was written into them: what no record names is people's.
 */
public final class RepositoryFiles {
    /** The folder of the records. */
    public static final String RECORDS = ".intalgo/deployments";

    private static final String NOTE = "Made by Intalgo, as are these files: changes made in them are overwritten.";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The Deployment's record: {@code files} has the SHA-256 of each, by its path. */
    private record Record(String note, SortedMap<String, String> files) {}

    private final String own;
    private final Map<String, String> existing;
    private final Map<String, SortedMap<String, String>> records = new TreeMap<>();

    /**
     * Those of one Deployment.
     *
     * @param deployment its namespace and name, with a slash between
     * @param existing the repository's files: at least the records, those that are written and those of its record
     */
    public RepositoryFiles(String deployment, Map<String, String> existing) {
        this.own = path(deployment);
        this.existing = existing;
        existing.forEach((path, text) -> {
            if (isRecord(path)) {
                files(text).ifPresent(files -> records.put(path, files));
            }
        });
    }

    /** The path of a Deployment's record. */
    private static String path(String deployment) {
        return RECORDS + "/" + deployment + ".json";
    }

    private static boolean isRecord(String path) {
        return path.startsWith(RECORDS + "/") && path.endsWith(".json");
    }

    /** What a record names; empty where somebody has made something else of it. */
    private static Optional<SortedMap<String, String>> files(String record) {
        try {
            var files = MAPPER.convertValue(
                    MAPPER.readTree(record).path("files"), new TypeReference<TreeMap<String, String>>() {});
            return Optional.ofNullable(files);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The paths of all Deployments' files and records. */
    public static Set<String> paths(Map<String, String> existing) {
        Set<String> paths = new TreeSet<>();
        existing.forEach((path, text) -> {
            if (isRecord(path)) {
                paths.add(path);
                files(text).ifPresent(files -> paths.addAll(files.keySet()));
            }
        });
        return paths;
    }

    /** The paths of the files that are the Deployment's own. */
    public Set<String> paths() {
        return records.getOrDefault(own, new TreeMap<>()).keySet();
    }

    /**
     * What changes in the repository for the Deployment to have these files and no others: path and text, or null to
     * delete the file. A file that somebody has edited is written anew, but not deleted.
     *
     * @throws FileTaken where one of the paths is somebody else's
     */
    public Map<String, String> put(Map<String, String> files) {
        Map<String, String> changes = new TreeMap<>();
        SortedMap<String, String> hashes = new TreeMap<>();
        files.forEach((path, text) -> {
            requireOwn(path, text);
            changes.put(path, text);
            hashes.put(path, sha256(text));
        });
        records.getOrDefault(own, new TreeMap<>()).forEach((path, hash) -> {
            String now = existing.get(path);
            if (!files.containsKey(path)
                    && now != null
                    && hash.equals(sha256(now))
                    && other(path).isEmpty()) {
                changes.put(path, null);
            }
        });
        if (!files.isEmpty()) {
            changes.put(own, Json.text(new Record(NOTE, hashes)));
        } else if (existing.containsKey(own)) {
            changes.put(own, null);
        }
        return changes;
    }

    /** The record of another Deployment that has a path, too. */
    private Optional<String> other(String path) {
        return records.keySet().stream()
                .filter(record -> !record.equals(own) && records.get(record).containsKey(path))
                .findFirst();
    }

    /**
     * Refuses a path that is another's, unless that has the same there: they may share a file, as long as they agree.
     */
    private void requireOwn(String path, String text) {
        String now = existing.get(path);
        if (text.equals(now)) {
            return;
        }
        String hash = records.getOrDefault(own, new TreeMap<>()).get(path);
        Optional<String> other =
                other(path).filter(record -> !records.get(record).get(path).equals(hash));
        if (other.isPresent()) {
            throw new FileTaken(
                    "%s in the repository is of another Deployment, by its record %s: set spec.files.path to another folder, or delete the record where there is no such Deployment any more."
                            .formatted(path, other.get()));
        }
        if (now != null && hash == null) {
            throw new FileTaken(
                    "%s is in the repository already and is not Intalgo's: set spec.files.path to another folder, or move the file away."
                            .formatted(path));
        }
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Bundle.sha256().digest(text.getBytes(UTF_8)));
    }
}
