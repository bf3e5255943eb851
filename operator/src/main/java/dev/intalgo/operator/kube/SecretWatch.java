package dev.intalgo.operator.kube;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells of Secrets that appear, change or go. What is in them never comes here: the API server is asked for their
 * metadata alone, and of that only names and versions are kept. Kubernetes has no right for only that, so a cluster may
 * keep the operator from watching Secrets; then whoever names one looks again after a while.
 */
@ApplicationScoped
public class SecretWatch {
    private static final String BY_SECRET = "secret";
    private static final long AT_ONCE = 500;

    private static final Duration UNWATCHED = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final KubernetesClient metadata;
    private volatile boolean watched;

    SecretWatch(KubernetesClient client) {
        this.client = client;
        this.metadata = metadataOnly(client.getConfiguration());
    }

    /** When to look at Secrets again; empty where a change is told. */
    public Optional<Duration> again() {
        return watched ? Optional.empty() : Optional.of(UNWATCHED);
    }

    /** Reconciles the objects of a kind when a Secret that they name changes; none where that may not be watched. */
    public <P extends HasMetadata> List<EventSource<Secret, P>> of(
            Class<P> owner, EventSourceContext<P> context, Function<P, Set<String>> names) {
        var controller = context.getControllerConfiguration();
        var namespaces = controller.getInformerConfig().getEffectiveNamespaces(controller);
        watched = Stream.of("list", "watch").allMatch(verb -> mayIn(namespaces, verb));
        if (!watched) {
            Log.infof("Secrets may not be watched: a change is noticed within %d minutes.", UNWATCHED.toMinutes());
            return List.of();
        }
        var owners = context.getPrimaryCache();
        owners.addIndexer(
                BY_SECRET,
                object -> names.apply(object).stream()
                        .map(name -> key(object.getMetadata().getNamespace(), name))
                        .toList());
        // One for each namespace, with what is kept of its own: a list of one would empty that of the others.
        return namespaces.stream()
                .map(namespace -> source(
                        owner,
                        context,
                        namespace,
                        secret -> owners
                                .byIndex(
                                        BY_SECRET,
                                        key(
                                                secret.getMetadata().getNamespace(),
                                                secret.getMetadata().getName()))
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet())))
                .toList();
    }

    private boolean mayIn(Set<String> namespaces, String verb) {
        return InformerConfiguration.allNamespacesWatched(namespaces)
                ? may(null, verb)
                : namespaces.stream().allMatch(namespace -> may(namespace, verb));
    }

    private boolean may(String namespace, String verb) {
        var review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withResource("secrets")
                .withVerb(verb)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private <P extends HasMetadata> EventSource<Secret, P> source(
            Class<P> owner, EventSourceContext<P> context, String namespace, SecondaryToPrimaryMapper<Secret> mapper) {
        var store = new ReducedStateItemStore<>(
                ReducedStateItemStore.UID_KEY_STATE,
                Secret.class,
                metadata.getKubernetesSerialization(),
                "metadata.name",
                "metadata.namespace");
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Secret.class, owner)
                        .withName(owner.getSimpleName() + "-Secret-" + namespace)
                        .withKubernetesClient(metadata)
                        .withNamespaces(Set.of(namespace))
                        .withItemStore(store)
                        .withInformerListLimit(AT_ONCE)
                        .withSecondaryToPrimaryMapper(mapper)
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
