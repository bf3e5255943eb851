package dev.intalgo.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The programs of Kubernetes that {@code dev/kubernetes/build} makes. */
final class Programs {
    private Programs() {}

    /** The folder that holds the programs named, which are built if one is missing. */
    static Path find(String version, List<String> needed) throws IOException {
        Path cache = Optional.ofNullable(System.getenv("INTALGO_CACHE"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "intalgo"));
        Path programs = cache.resolve("kubernetes").resolve(version).resolve("bin");
        if (!complete(programs, needed)) {
            build(needed);
        }
        if (!complete(programs, needed)) {
            throw new IllegalStateException("dev/kubernetes/build did not make " + needed + " in " + programs);
        }
        return programs;
    }

    private static boolean complete(Path programs, List<String> needed) {
        return needed.stream().allMatch(name -> Files.isExecutable(programs.resolve(name)));
    }

    private static void build(List<String> needed) throws IOException {
        Path script = script();
        try {
            int code = new ProcessBuilder(script.toString(), "--only", String.join(",", needed))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException(script + " failed with " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Path script() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path script = folder.resolve("dev/kubernetes/build");
            if (Files.isExecutable(script)) {
                return script;
            }
        }
        throw new IllegalStateException("no dev/kubernetes/build above the working directory");
    }
}
