package dev.intalgo.operator.databricks;

import com.databricks.sdk.service.jobs.DbtOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.operator.job.LimitedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The files that dbt wrote in a run: an archive at an address that Databricks signs, for half an hour. It is mostly in
 * a cloud's storage, which is given no token of the workspace's.
 */
final class Artifacts {
    private static final String RUN_RESULTS = "run_results.json";
    private static final int SECONDS = 60;
    private static final long LARGEST = 64L << 20;
    private static final long LARGEST_UNPACKED = 1L << 30;
    private static final long LARGEST_RESULTS = 32L << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Artifacts() {}

    /**
     * The results of dbt's last command; empty where it wrote none.
     *
     * @throws IOException where the archive cannot be read, or is larger than any should be; what it says has no address
     */
    static Optional<JsonNode> runResults(DbtOutput output, Optional<SSLContext> trust) throws IOException {
        try (TarArchiveInputStream files = new TarArchiveInputStream(new LimitedInputStream(
                new GZIPInputStream(new ByteArrayInputStream(archive(output, trust))), LARGEST_UNPACKED))) {
            for (var file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
                String name = file.getName();
                if (file.isFile() && name.substring(name.lastIndexOf('/') + 1).equals(RUN_RESULTS)) {
                    return Optional.of(MAPPER.readTree(new LimitedInputStream(files, LARGEST_RESULTS)));
                }
            }
            return Optional.empty();
        }
    }

    private static byte[] archive(DbtOutput output, Optional<SSLContext> trust) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER);
        trust.ifPresent(builder::sslContext);
        try (HttpClient client = builder.build()) {
            var asked = client.sendAsync(request(output), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
            try {
                HttpResponse<byte[]> response = asked.get(SECONDS, TimeUnit.SECONDS);
                if (response.statusCode() != 200) {
                    throw new IOException("the storage answers with status " + response.statusCode());
                }
                return response.body();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (TimeoutException e) {
                throw new IOException("not there after %d seconds".formatted(SECONDS), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private static HttpRequest request(DbtOutput output) throws IOException {
        try {
            URI link = URI.create(output.getArtifactsLink());
            if (!"https".equals(link.getScheme())) {
                throw new IOException("the link is none of https");
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(link);
            Optional.ofNullable(output.getArtifactsHeaders()).orElse(Map.of()).forEach(request::header);
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new IOException("the link, or a header for it, is none", e);
        }
    }
}
