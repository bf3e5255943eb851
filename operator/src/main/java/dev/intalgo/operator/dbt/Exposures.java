package dev.intalgo.operator.dbt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * What runs a dbt project's models, as dbt's exposures: an entry of {@code models/exposures.yml} for each Deployment.
 * One that somebody has edited keeps what is there; only what it depends on follows.
 */
public final class Exposures {
    private static final String FILE = "/exposures.yml";
    private static final Pattern FILES = Pattern.compile(".*/exposures(\\.intalgo)?\\.yml");

    private static final String KEY = "exposures";

    private Exposures() {}

    /** Whether a file is the one of exposures, by its path. */
    public static boolean isFile(String path) {
        return FILES.matcher(path).matches();
    }

    /**
     * A Deployment.
     *
     * @param name        its name as dbt takes names
     * @param object      its name
     * @param description what it does, for people
     * @param owner       who is asked about it: name, email address or both
     * @param models      the models that it runs; those that the project has not are left out
     * @param url         where people see it; empty if nobody said
     */
    public record Exposure(
            String name,
            String object,
            String description,
            Map<String, String> owner,
            List<String> models,
            String url) {}

    /**
     * The files that change: path and new text, or null for a file to delete.
     *
     * @param deleted the Deployments, by their names, that were there and are no more. The entry of one that is not there
     *     stays otherwise: it may come back, as after its cluster was lost
     */
    public static Map<String, String> merge(
            Collection<Exposure> wanted, Set<String> deleted, Map<String, String> existing) {
        String path = path(existing);
        String before = existing.get(path);
        Optional<YamlText> parsed = YamlText.parse(before == null || before.isBlank() ? "version: 2\n" : before);
        if (parsed.isEmpty()) {
            return Map.of();
        }
        YamlText file = parsed.get();
        Set<String> models = models(existing);
        Map<String, Exposure> added = new TreeMap<>();
        wanted.forEach(exposure -> added.put(exposure.object(), exposure));
        List<MappingNode> present = YamlNodes.items(file.root(), KEY);
        List<MappingNode> gone = new ArrayList<>();
        for (MappingNode item : present) {
            Optional<String> object = deployment(item, file);
            Exposure exposure = object.map(added::remove).orElse(null);
            if (exposure != null) {
                update(file, item, entry(exposure, models));
            } else if (object.filter(deleted::contains).isPresent() && YamlEntry.isUntouched(file.lines(item))) {
                gone.add(item);
            }
        }
        if (!gone.isEmpty() && gone.size() == present.size() && added.isEmpty()) {
            return Collections.singletonMap(path, null);
        }
        gone.forEach(file::remove);
        List<List<String>> lines = added.values().stream()
                .map(exposure -> YamlEntry.stamped(entry(exposure, models)))
                .toList();
        if (!lines.isEmpty()) {
            file.append(file.root(), KEY, lines);
        }
        String after =
                before == null ? file.edited().replaceFirst("\n" + KEY + ":", "\n\n" + KEY + ":") : file.edited();
        return lines.isEmpty() && !file.isEdited() || after.equals(before) ? Map.of() : Map.of(path, after);
    }

    /** The files that change when a model gets another name, or with null when it goes. */
    static Map<String, String> renamed(String from, String to, Map<String, String> existing) {
        String path = path(existing);
        Optional<YamlText> parsed = Optional.ofNullable(existing.get(path))
                .filter(text -> text.contains("'" + from + "'"))
                .flatMap(YamlText::parse);
        if (parsed.isEmpty()) {
            return Map.of();
        }
        YamlText file = parsed.get();
        Pattern line = Pattern.compile("\\s*- ref\\(" + Pattern.quote(DbtNames.literal(from)) + "\\)\\s*");
        for (MappingNode item : YamlNodes.items(file.root(), KEY)) {
            if (deployment(item, file).isPresent()) {
                List<String> lines = new ArrayList<>(file.lines(item));
                boolean untouched = YamlEntry.isUntouched(lines);
                if (to == null) {
                    lines.removeIf(l -> line.matcher(l).matches());
                } else {
                    lines.replaceAll(l ->
                            line.matcher(l).matches() ? l.replace(DbtNames.literal(from), DbtNames.literal(to)) : l);
                }
                file.replace(item, untouched ? YamlEntry.restamped(lines) : lines);
            }
        }
        return Map.of(path, file.edited());
    }

    private static String path(Map<String, String> files) {
        return OwnFiles.path(ProjectFile.of(files).models().getFirst() + FILE, files);
    }

    private static Set<String> models(Map<String, String> files) {
        Set<String> names = new HashSet<>();
        files.keySet()
                .forEach(path -> Place.of(path, files)
                        .filter(place -> place.mode() == Mode.MODEL)
                        .ifPresent(place -> names.add(place.name())));
        return names;
    }

    /** The Deployment whose entry it is; empty for people's own. */
    private static Optional<String> deployment(MappingNode item, YamlText file) {
        if (!file.hasOwnLines(item)) {
            return Optional.empty();
        }
        return Optional.of(AnswerMeta.deployment(file.lines(item))).filter(object -> !object.isEmpty());
    }

    private static void update(YamlText file, MappingNode item, Map<String, Object> entry) {
        if (YamlEntry.isUntouched(file.lines(item))) {
            List<String> lines = YamlEntry.stamped(entry);
            if (!lines.equals(file.lines(item))) {
                file.replace(item, lines);
            }
            return;
        }
        List<String> dependsOn = YamlEntry.key("depends_on", entry.get("depends_on"));
        String now = String.join("\n", file.lines(item));
        if (!now.contains(
                String.join("\n", dependsOn.stream().map(l -> "  " + l).toList()))) {
            file.put(item, "depends_on", dependsOn, "owner");
        }
    }

    private static Map<String, Object> entry(Exposure exposure, Set<String> models) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", exposure.name());
        entry.put("label", exposure.object());
        entry.put("type", "application");
        entry.put("maturity", "high");
        if (!exposure.url().isEmpty()) {
            entry.put("url", YamlEntry.plain(exposure.url()));
        }
        entry.put("description", YamlEntry.plain(exposure.description()));
        entry.put("owner", new TreeMap<>(exposure.owner()));
        entry.put(
                "depends_on",
                exposure.models().stream()
                        .filter(models::contains)
                        .sorted()
                        .map(model -> "ref(" + DbtNames.literal(model) + ")")
                        .toList());
        entry.put("config", Map.of("meta", Map.of("intalgo", Map.of("deployment", exposure.object()))));
        return entry;
    }
}
