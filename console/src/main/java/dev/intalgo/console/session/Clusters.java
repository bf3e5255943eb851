package dev.intalgo.console.session;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The API server, as people see it. The console itself has no rights there. */
@ApplicationScoped
public class Clusters {
    /** What to say to people where it does not answer. */
    public static final String AWAY =
            "The cluster's API server cannot be reached. Try again; if it stays so, tell who runs it.";

    private static final int CONNECT_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 20_000;
    private static final int RETRIES = 3;

    private final String server;
    private final Path authority;

    Clusters(
            @ConfigProperty(name = "intalgo.console.api-server") String server,
            @ConfigProperty(name = "intalgo.console.api-ca") Path authority) {
        this.server = server;
        this.authority = authority;
    }

    /**
     * Who has a token, as the API server says.
     *
     * @throws KubernetesClientException 401 if nobody has it
     */
    public Session as(OAuthTokenProvider token) {
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config(token)).build();
        try {
            var review = client.resource(new SelfSubjectReview()).create();
            return new Session(review.getStatus().getUserInfo().getUsername(), token, client, Instant.now());
        } catch (KubernetesClientException e) {
            client.close();
            throw e;
        }
    }

    /** Made from nothing: what this process could find of its own (a kubeconfig, its pod's token) must not slip in. */
    private Config config(OAuthTokenProvider token) {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl(server)
                .withOauthTokenProvider(token)
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(RETRIES);
        if (Files.exists(authority)) {
            config.withCaCertFile(authority.toString());
        }
        return config.build();
    }
}
