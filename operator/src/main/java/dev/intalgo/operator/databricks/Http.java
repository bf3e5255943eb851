package dev.intalgo.operator.databricks;

import com.databricks.sdk.core.commons.CommonsHttpClient;
import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * What the SDK talks by. It follows no redirects, as the token is for the workspace that was named, and remembers how
 * long a workspace wants to be left alone, which the SDK only sleeps for.
 */
final class Http implements HttpClient, AutoCloseable {
    private static final int TIMEOUT_SECONDS = 30;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final PoolingHttpClientConnectionManager connections;
    private final HttpClient client;
    private Duration retryAfter;

    Http(Optional<SSLContext> trust) {
        connections = trust.map(Http::trusting).orElseGet(PoolingHttpClientConnectionManager::new);
        client = new CommonsHttpClient.Builder()
                .withTimeoutSeconds(TIMEOUT_SECONDS)
                .withConnectionManager(connections)
                .build();
    }

    private static PoolingHttpClientConnectionManager trusting(SSLContext trust) {
        return new PoolingHttpClientConnectionManager(RegistryBuilder.<ConnectionSocketFactory>create()
                .register("https", new SSLConnectionSocketFactory(trust))
                .build());
    }

    @Override
    public Response execute(Request request) throws IOException {
        request.setRedirectionBehavior(false);
        retryAfter = null;
        Response response = client.execute(request);
        retryAfter = seconds(response).orElse(null);
        return response;
    }

    /** What the last answer said of when to ask again. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    private static Optional<Duration> seconds(Response response) {
        return Stream.ofNullable(response.getHeaders("Retry-After"))
                .flatMap(List::stream)
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait)
                .findFirst();
    }

    @Override
    public void close() {
        connections.close();
    }
}
