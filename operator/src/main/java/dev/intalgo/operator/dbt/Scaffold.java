package dev.intalgo.operator.dbt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dbt project's own files. A file that nobody has edited follows the settings; one that somebody has edited is theirs.
 * A stamp in the last line, with the hash of what is above it, tells the two apart.
 */
public final class Scaffold {
    private static final Pattern STAMP = Pattern.compile("(?s)(.*\n)(?:# |<!-- )intalgo ([0-9a-f]{8})(?: -->)?\n");

    private static final String GROUPS = "models/_groups.yml";

    private Scaffold() {}

    /** What a repository may hold besides a dbt project, at the project's folder. */
    private static final Pattern BESIDES = Pattern.compile(
            "\\..*|(README|LICEN[CS]E|COPYING|NOTICE|AUTHORS|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|CODEOWNERS|SECURITY)"
                    + "([._-][^/]*)?",
            Pattern.CASE_INSENSITIVE);

    /**
     * A file that shows that the folder holds something else than a dbt project, which is not to be mixed with one; empty
     * where it is one, or may become one.
     */
    public static Optional<String> foreign(Map<String, String> existing) {
        boolean ours = existing.containsKey(ProjectFile.PATH)
                || existing.values().stream()
                        .anyMatch(text -> STAMP.matcher(text).matches());
        return ours
                ? Optional.empty()
                : existing.keySet().stream()
                        .filter(path -> !BESIDES.matcher(path).matches())
                        .sorted()
                        .findFirst();
    }

    /** Whether people made the dbt project before. */
    static boolean isImported(Map<String, String> existing) {
        String project = existing.get(ProjectFile.PATH);
        return project != null && !STAMP.matcher(project).matches();
    }

    /**
     * The files that change: path and new text. To a dbt project that people made before, which has a
     * {@code dbt_project.yml} without a stamp, nothing is added.
     */
    public static Map<String, String> files(ProjectSettings settings, Map<String, String> existing) {
        if (isImported(existing)) {
            return Map.of();
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("dbt_project.yml", stamped(project(settings), "# ", ""));
        wanted.put("README.md", stamped(readme(settings), "<!-- ", " -->"));
        wanted.put(".gitignore", stamped("target/\ndbt_packages/\nlogs/\n.user.yml\n", "# ", ""));
        wanted.put(".sqlfluff", stamped(SqlFluff.settings(settings.adapter()), "# ", ""));
        wanted.put(
                GROUPS,
                settings.group().map(group -> stamped(groups(group), "# ", "")).orElse(null));
        Map<String, String> changed = new TreeMap<>();
        wanted.forEach((path, text) -> {
            String now = existing.get(path);
            if (now == null ? text != null : isUntouched(now) && !now.equals(text)) {
                changed.put(path, text);
            }
        });
        return changed;
    }

    private static String groups(ProjectSettings.Group group) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", group.name());
        entry.put("owner", group.owner().isEmpty() ? Map.of("name", group.name()) : new TreeMap<>(group.owner()));
        List<String> lines = new ArrayList<>(List.of("version: 2", ""));
        lines.addAll(YamlEntry.key("groups", List.of(entry)));
        return String.join("\n", lines) + "\n";
    }

    private static String stamped(String body, String open, String close) {
        return body + open + "intalgo " + YamlEntry.sha256(body).substring(0, 8) + close + "\n";
    }

    private static boolean isUntouched(String text) {
        Matcher stamp = STAMP.matcher(text);
        return stamp.matches()
                && YamlEntry.sha256(stamp.group(1)).substring(0, 8).equals(stamp.group(2));
    }

    private static String project(ProjectSettings settings) {
        Map<String, Object> project = new LinkedHashMap<>();
        project.put("name", settings.name());
        project.put("version", "1.0.0");
        project.put("config-version", 2);
        project.put("profile", settings.profile());
        project.put("model-paths", List.of("models"));
        project.put("analysis-paths", List.of("analyses"));
        project.put("test-paths", List.of("tests"));
        project.put("macro-paths", List.of("macros"));
        Map<String, Object> models = new LinkedHashMap<>();
        models.put("+materialized", settings.materialized());
        settings.group().ifPresent(group -> models.put("+group", group.name()));
        if (!settings.tags().isEmpty()) {
            models.put("+tags", settings.tags());
        }
        project.put("models", Map.of(settings.name(), models));
        project.put("flags", Map.of("send_anonymous_usage_stats", false));
        List<String> lines = new ArrayList<>();
        lines.add("# Made by Intalgo. Edit what you like: the file is yours from the first change on.");
        project.forEach((key, value) -> lines.addAll(YamlEntry.key(key, value)));
        return String.join("\n", lines) + "\n";
    }

    private static String readme(ProjectSettings settings) {
        return """
                # %s

                A dbt project that Intalgo keeps: the answers to questions about the database of %s.

                - `models/sources/`: the tables and views of the database, with their keys as tests
                - `models/`: answers that dbt builds in the database, each with its question in the YAML beside it
                - `analyses/`: answers that are only SQL

                Change what you like, here or in a branch: Intalgo keeps descriptions, tests and SQL that people wrote,
                and builds on models of yours that it finds.

                ## Run it yourself

                    git clone <this repository> && cd <its folder>
                    pip install dbt-core dbt-<your database>

                Put a profile named `%s` into `~/.dbt/profiles.yml` (https://docs.getdbt.com/docs/core/connect-data-platform),
                then:

                    dbt build                      # build and test all models
                    dbt build --select +my_model   # one model and all that it needs
                    dbt docs generate && dbt docs serve

                """.formatted(line(settings.title()), line(settings.connection()), settings.profile());
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
