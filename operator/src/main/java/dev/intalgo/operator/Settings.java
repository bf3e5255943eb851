package dev.intalgo.operator;

import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.tls.TlsSecret;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Values made from the operator's environment. */
@Singleton
class Settings {
    /** What pods are told of the operator. Where it serves plain HTTP, as in tests, there is no certificate. */
    @Produces
    @Singleton
    RunnerSettings runner(
            @ConfigProperty(name = "intalgo.runner-image") String image,
            @ConfigProperty(name = "intalgo.runner-adapter-images") Optional<Map<String, String>> adapterImages,
            @ConfigProperty(name = "intalgo.service-url") String url,
            @ConfigProperty(name = "intalgo.tls-dir") Path tls)
            throws IOException {
        Path ca = tls.resolve(TlsSecret.CA_CERTIFICATE);
        return new RunnerSettings(
                image,
                adapterImages.orElse(Map.of()),
                url.replaceAll("/+$", ""),
                Files.exists(ca) ? Files.readString(ca) : "");
    }

    /** The SDK's metrics by kind; its own way to the registry is not ready when the operator starts. */
    @Produces
    @Singleton
    @Unremovable
    Metrics metrics(MeterRegistry registry) {
        return MicrometerMetrics.withoutPerResourceMetrics(registry);
    }

    @Produces
    @Singleton
    @Unremovable
    LeaderElectionConfiguration leaderElection(@ConfigProperty(name = "intalgo.namespace") String namespace) {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("intalgo")
                .withLeaseNamespace(namespace)
                .build();
    }
}
