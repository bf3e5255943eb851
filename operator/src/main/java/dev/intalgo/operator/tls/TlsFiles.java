package dev.intalgo.operator.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** The files that the HTTPS server reads, and the authority's certificate for the pods. */
public final class TlsFiles {
    private TlsFiles() {}

    /** Writes what the server needs into a folder; the authority's key stays in the Secret. */
    public static void write(Map<String, String> secret, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : List.of(TlsSecret.CA_CERTIFICATE, TlsSecret.CERTIFICATE, TlsSecret.KEY)) {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Path file = Files.createTempFile(directory, name, ".new", ownerOnly);
            Files.writeString(file, secret.get(name));
            Files.move(file, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
