package dev.intalgo.operator.dbt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names that are taken in a dbt project, whatever their case: to many databases and file systems {@code Orders} is
 * {@code orders}. Models, seeds and snapshots share one space of names, and aliases are names in the database.
 */
public final class TakenNames {
    private static final Pattern ALIAS_IN_SQL = Pattern.compile("\\balias\\s*=\\s*[\"']([^\"']+)[\"']");
    private static final Pattern ALIAS_IN_YAML =
            Pattern.compile("(?m)^[ \\t-]*\\+?alias[ \\t]*:[ \\t]*[\"']?([^\"'#\\s]+)");
    private static final Pattern SNAPSHOT = Pattern.compile("\\{%-?\\s*snapshot\\s+(\\w+)");
    private static final Set<String> CODE = Set.of("sql", "py", "csv");

    /** By the files themselves: a commit's are the same object for all who look at it. */
    private static final Cache<Map<String, String>, TakenNames> KNOWN =
            Caffeine.newBuilder().weakKeys().maximumSize(100).build();

    private final Map<String, List<Taken>> byName = new HashMap<>();

    /** What has a name. */
    private record Taken(String path, boolean alias) {}

    private TakenNames(Map<String, String> files) {
        ProjectFile project = ProjectFile.of(files);
        files.forEach((path, text) -> read(project, path, text));
    }

    public static TakenNames of(Map<String, String> files) {
        return KNOWN.get(files, TakenNames::new);
    }

    /**
     * What has a name already.
     *
     * @param own the paths of the files of the one who asks
     */
    public Optional<String> by(String name, Set<String> own) {
        return byName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .filter(taken -> !own.contains(taken.path()))
                .findFirst()
                .map(taken -> taken.alias() ? "an alias in " + taken.path() : taken.path());
    }

    private void read(ProjectFile project, String path, String text) {
        boolean data = Stream.of(project.models(), project.seeds(), project.snapshots())
                .anyMatch(folders -> ProjectFile.isIn(folders, path));
        String extension = path.substring(path.lastIndexOf('.') + 1);
        boolean yaml = extension.equals("yml") || extension.equals("yaml");
        if (CODE.contains(extension) && (data || ProjectFile.isIn(project.analyses(), path))) {
            String file = path.substring(path.lastIndexOf('/') + 1);
            take(file.substring(0, file.length() - extension.length() - 1), path, false);
        }
        if (extension.equals("sql") && data) {
            takeAll(SNAPSHOT, text, path, false);
        }
        if ((data || path.equals(ProjectFile.PATH)) && text.contains("alias")) {
            takeAll(yaml ? ALIAS_IN_YAML : ALIAS_IN_SQL, text, path, true);
        }
    }

    private void takeAll(Pattern pattern, String text, String path, boolean alias) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            take(matcher.group(1), path, alias);
        }
    }

    private void take(String name, String path, boolean alias) {
        byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(new Taken(path, alias));
    }
}
