package dev.intalgo.eval;

import dev.intalgo.operator.dbt.SourcesYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a database's sources into a dbt project, as the operator would into its repository. */
@Command(
        name = "sources",
        description = "Crawls a database, writes its sources into a dbt project, and says how long it took.")
final class Sources implements Callable<Integer> {
    @Option(names = "--profiles", required = true, paramLabel = "DIR", description = "The folder of a profiles.yml.")
    private Path profiles;

    @Option(names = "--profile", required = true, paramLabel = "NAME", description = "The profile in it.")
    private String profile;

    @Option(names = "--schema", required = true, paramLabel = "NAME", description = "The schema to crawl.")
    private String schema;

    @Option(names = "--project", required = true, paramLabel = "DIR", description = "The dbt project.")
    private Path project;

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        var catalog = Database.crawled(profiles, profile, List.of(schema + ".*"));
        said("crawled %d tables in".formatted(catalog.tables().size()), start);
        Instant crawled = Instant.now();
        Map<String, String> changed = SourcesYaml.merge(catalog, files());
        said("wrote %d files in".formatted(changed.size()), crawled);
        said("", start);
        for (Map.Entry<String, String> file : changed.entrySet()) {
            Path path = project.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return 0;
    }

    private static void said(String what, Instant since) {
        double seconds = Duration.between(since, Instant.now()).toMillis() / 1000.0;
        System.out.println(
                String.format(Locale.ROOT, "%s %.1f seconds", what, seconds).strip());
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(project.resolve("models"))) {
            for (Path path : paths.filter(p -> p.toString().endsWith(".yml")).toList()) {
                files.put(project.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }
}
