package dev.intalgo.operator.dbt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What {@code dbt_project.yml} says of where things are.
 *
 * @param name     the dbt project's name; empty if it has none
 * @param profile  the profile that it runs with; empty if it names none
 * @param models   the folders of models, at least one, without slashes around them
 * @param analyses the folders of analyses, at least one
 * @param seeds    the folders of seeds, at least one
 * @param snapshots the folders of snapshots, at least one
 */
public record ProjectFile(
        String name,
        String profile,
        List<String> models,
        List<String> analyses,
        List<String> seeds,
        List<String> snapshots) {
    public static final String PATH = "dbt_project.yml";

    private static final Cache<String, ProjectFile> READ =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /** What the file says, or dbt's defaults where it is missing or no YAML: dbt will say what is wrong with it. */
    public static ProjectFile of(Map<String, String> files) {
        return READ.get(files.getOrDefault(PATH, ""), ProjectFile::read);
    }

    private static ProjectFile read(String text) {
        Optional<MappingNode> root = YamlText.parse(text).map(YamlText::root);
        return new ProjectFile(
                root.flatMap(r -> YamlNodes.scalar(r, "name")).orElse(""),
                root.flatMap(r -> YamlNodes.scalar(r, "profile")).orElse(""),
                folders(root, "model-paths", "models"),
                folders(root, "analysis-paths", "analyses"),
                folders(root, "seed-paths", "seeds"),
                folders(root, "snapshot-paths", "snapshots"));
    }

    private static List<String> folders(Optional<MappingNode> root, String key, String usual) {
        List<Node> listed = root.flatMap(r -> YamlNodes.get(r, key))
                .filter(SequenceNode.class::isInstance)
                .map(n -> ((SequenceNode) n).getValue())
                .orElse(List.of());
        List<String> folders = listed.stream()
                .map(YamlNodes::text)
                .map(path -> path.replaceAll("^(\\./)+|/+$", ""))
                .filter(path -> !path.isBlank())
                .toList();
        return folders.isEmpty() ? List.of(usual) : folders;
    }

    /** The folders of answers of a mode; new ones go into the first. */
    List<String> folders(Mode mode) {
        return mode == Mode.MODEL ? models : analyses;
    }

    /** Whether a file is in a folder of answers of a mode. */
    boolean has(Mode mode, String path) {
        return isIn(folders(mode), path);
    }

    /** Whether a file is in one of the folders, or below. */
    static boolean isIn(List<String> folders, String path) {
        return folders.stream().anyMatch(folder -> path.startsWith(folder + "/"));
    }
}
