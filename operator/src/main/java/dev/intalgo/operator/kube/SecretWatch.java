package dev.intalgo.operator.kube;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells of Secrets that appear, change or go. What is in them never comes here: the API server is asked for their
 * metadata alone, and of that only names and versions are kept.
 */
@ApplicationScoped
public class SecretWatch {
    private static final String BY_SECRET = "secret";
    private static final long AT_ONCE = 500;

    private final KubernetesClient metadata;

    SecretWatch(KubernetesClient client) {
        this.metadata = metadataOnly(client.getConfiguration());
    }

    /** Reconciles the objects of a kind when a Secret that they name changes. */
    public <P extends HasMetadata> EventSource<Secret, P> of(
            Class<P> owner, EventSourceContext<P> context, Function<P, Set<String>> names) {
        var owners = context.getPrimaryCache();
        owners.addIndexer(
                BY_SECRET,
                object -> names.apply(object).stream()
                        .map(name -> key(object.getMetadata().getNamespace(), name))
                        .toList());
        var store = new ReducedStateItemStore<>(
                ReducedStateItemStore.UID_KEY_STATE,
                Secret.class,
                metadata.getKubernetesSerialization(),
                "metadata.name",
                "metadata.namespace");
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Secret.class, owner)
                        .withName(owner.getSimpleName() + "-Secret")
                        .withKubernetesClient(metadata)
                        .withItemStore(store)
                        .withInformerListLimit(AT_ONCE)
                        .withSecondaryToPrimaryMapper(secret -> owners
                                .byIndex(
                                        BY_SECRET,
                                        key(
                                                secret.getMetadata().getNamespace(),
                                                secret.getMetadata().getName()))
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .build(),
                context);
    }

    @PreDestroy
    void close() {
        metadata.close();
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    static KubernetesClient metadataOnly(Config config) {
        // Of metadata, no objects are no list.
        var mapper = new ObjectMapper();
        mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("metadata-only", new MetadataOnly()))
                .build();
    }

    /** Asks for metadata and accepts nothing else. */
    private static final class MetadataOnly implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            var query = request.uri().getQuery();
            var watch = query != null && List.of(query.split("&")).contains("watch=true");
            builder.setHeader(
                    "Accept", "application/json;g=meta.k8s.io;v=v1;as=PartialObjectMetadata" + (watch ? "" : "List"));
        }
    }
}
