package dev.intalgo.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A PostgreSQL server of our own with the databases of the data; it is gone in the end. */
final class Server implements Databases {
    private static final String USER = "eval";
    /** Whom the server runs as where we are root, which it refuses. */
    private static final String OTHER_USER = "nobody";

    private final Data data;
    private final Path folder;
    private final Path programs;
    private final int port;
    /** For who ends the program early. */
    private final Thread atExit = new Thread(this::stopAtExit);

    Server(Data data, Collection<String> databases) throws IOException {
        this.data = data;
        programs = programs();
        folder = Files.createTempDirectory(
                "intalgo-eval-postgres-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        if (root()) {
            run("chown", OTHER_USER, folder.toString());
        }
        port = freePort();
        asServer("initdb", "-D", cluster(), "-U", USER, "--auth=trust", "-E", "UTF8", "--no-sync");
        asServer(
                "pg_ctl",
                "-D",
                cluster(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + folder + " -h 127.0.0.1 -c fsync=off",
                "start");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            for (String database : databases) {
                fill(database);
            }
            Files.writeString(Files.createDirectory(profiles()).resolve("profiles.yml"), profiles(databases));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Its catalog is crawled once, and kept for later runs. */
    @Override
    public Database open(String database) throws IOException {
        return Database.open(profiles(), database, kept(database));
    }

    private void fill(String database) throws IOException {
        psql("postgres", "-c", "create database " + quoted(database));
        psql(database, "-f", data.sql(database).toAbsolutePath().toString());
        Path comments = Files.writeString(folder.resolve("comments.sql"), comments(database));
        psql(database, "-f", comments.toString());
    }

    /** The descriptions, as people would have them in the database. */
    private String comments(String database) throws IOException {
        StringBuilder sql = new StringBuilder();
        JsonNode tables =
                Worker.JSON.readTree(data.descriptions(database).toFile()).path("table_metadata");
        tables.properties()
                .forEach(table -> table.getValue().forEach(column -> {
                    String text = column.path("column_description").asText().strip();
                    if (!text.isEmpty()) {
                        sql.append("comment on column %s.%s is '%s';\n"
                                .formatted(
                                        table(table.getKey()),
                                        quoted(column.path("column_name").asText()),
                                        text.replace("'", "''")));
                    }
                }));
        return sql.toString();
    }

    private static String table(String name) {
        return Stream.of(name.split("\\."))
                .map(Server::quoted)
                .reduce((a, b) -> a + "." + b)
                .orElseThrow();
    }

    /** The SQL files quote no names, so that all of them are in lower case. */
    private static String quoted(String name) {
        return '"' + name.toLowerCase(Locale.ROOT) + '"';
    }

    private Path kept(String database) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(data.sql(database)));
            byte[] hash = digest.digest(Files.readAllBytes(data.descriptions(database)));
            String cache = System.getenv().getOrDefault("INTALGO_EVAL_CACHE", folder.toString());
            return Path.of(cache, "catalogs", database + "-" + HexFormat.of().formatHex(hash, 0, 8) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private String profiles(Collection<String> databases) throws IOException {
        TreeMap<String, Object> profiles = new TreeMap<>();
        for (String database : databases) {
            var output = new TreeMap<String, Object>();
            output.put("type", "postgres");
            output.put("host", "127.0.0.1");
            output.put("port", port);
            output.put("user", USER);
            output.put("password", "none");
            output.put("dbname", database);
            output.put("schema", "analytics");
            output.put("threads", 1);
            profiles.put(database, Map.of("target", "eval", "outputs", Map.of("eval", output)));
        }
        // JSON is YAML.
        return Worker.JSON.writeValueAsString(profiles);
    }

    private Path profiles() {
        return folder.resolve("profiles");
    }

    private String cluster() {
        return folder.resolve("data").toString();
    }

    private void psql(String database, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-U",
                USER,
                "-d",
                database));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private void asServer(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(root() ? List.of("runuser", "-u", OTHER_USER, "--") : List.of());
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private void run(String... command) throws IOException {
        // A file and not a pipe: the server that pg_ctl starts keeps it open.
        Path output = Files.createTempFile("intalgo-eval-", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException(
                        String.join(" ", command) + ":\n" + Files.readString(output, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command[0], e);
        } finally {
            Files.delete(output);
        }
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(v -> v.resolve("bin"))
                    .filter(bin -> Files.exists(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("PostgreSQL's server is not installed"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stopAtExit() {
        try {
            stop();
        } catch (IOException e) {
            System.err.println("PostgreSQL of " + folder + " was not stopped: " + e.getMessage());
        }
    }

    private void stop() throws IOException {
        asServer("pg_ctl", "-D", cluster(), "-m", "immediate", "-w", "stop");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
