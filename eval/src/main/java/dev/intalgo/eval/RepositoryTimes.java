package dev.intalgo.eval;

import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads a repository on a Git server for the first time and commits to it, as the operator does. */
@Command(
        name = "repository",
        description = "Reads a remote repository, commits two files to it twice, and says how long each took.")
final class RepositoryTimes implements Callable<Integer> {
    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The repository, which is committed to.")
    private String url;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Where the copy of it goes.")
    private Path data;

    @Option(
            names = "--rounds",
            defaultValue = "1",
            paramLabel = "N",
            description = "How often, each time into a folder of its own: the first finds a JVM that has just started.")
    private int rounds;

    @Override
    public Integer call() throws GitException {
        for (int round = 1; round <= rounds; round++) {
            time(data.resolve(String.valueOf(round)), round);
        }
        return 0;
    }

    private void time(Path data, int round) throws GitException {
        var repositories = new Repositories(data, Instant.now());
        var id = new RepositoryId("bench", "bench");
        var location = new Location.Remote(url, "main", "", Optional.empty(), Optional.empty(), Optional.empty());
        Instant start = Instant.now();
        int files = repositories.open(id, location).files().size();
        said("read %d files in".formatted(files), start);
        for (String time : new String[] {"first", "second"}) {
            Instant before = Instant.now();
            repositories.commit(
                    id,
                    location,
                    CommitStyle.plain("bench"),
                    "The " + time + " commit",
                    snapshot -> Map.of(
                            "models/answer.sql",
                            "select '%s of %d'\n".formatted(time, round),
                            "models/answer.yml",
                            "version: 2\n"));
            said("committed and pushed in", before);
        }
    }

    private static void said(String what, Instant since) {
        double seconds = Duration.between(since, Instant.now()).toMillis() / 1000.0;
        System.out.println(String.format(Locale.ROOT, "%s %.2f seconds", what, seconds));
    }
}
