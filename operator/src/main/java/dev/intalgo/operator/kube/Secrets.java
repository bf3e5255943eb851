package dev.intalgo.operator.kube;

import dev.intalgo.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks into Secrets: whether a key is there, and its value for the few that the operator itself uses (Git, LLM). It
 * gets them one by one and keeps none.
 */
@ApplicationScoped
public class Secrets {
    private final KubernetesClient client;

    Secrets(KubernetesClient client) {
        this.client = client;
    }

    /**
     * The Secret that holds a key.
     *
     * @param field the field of the manifest that names it, for the message
     * @throws NotReady {@code SecretNotFound} or {@code SecretKeyNotFound}; looked for again after a while, since
     *     Secrets are not watched
     */
    public Secret holding(String step, String namespace, String field, SecretKeyRef ref) throws NotReady {
        var secret =
                client.secrets().inNamespace(namespace).withName(ref.name()).get();
        if (secret == null) {
            throw NotReady.retrying(
                    step,
                    "SecretNotFound",
                    "%s names the Secret \"%s\", which is not in namespace \"%s\": create it, or correct the name."
                            .formatted(field, ref.name(), namespace));
        }
        if (secret.getData() == null || !secret.getData().containsKey(ref.key())) {
            throw NotReady.retrying(
                    step,
                    "SecretKeyNotFound",
                    "%s names the key \"%s\", which the Secret \"%s\" does not have: add it, or correct the name."
                            .formatted(field, ref.key(), ref.name()));
        }
        return secret;
    }

    /** Another after each change of a Secret, and for another Secret of the same name. */
    public static String version(Secret secret) {
        return secret.getMetadata().getUid() + "/" + secret.getMetadata().getResourceVersion();
    }

    /** All that a Secret holds, as text. */
    public static Map<String, String> values(Secret secret) {
        return secret.getData().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> decoded(entry.getValue())));
    }

    /** The text under a key; see {@link #holding}. */
    public String value(String step, String namespace, String field, SecretKeyRef ref) throws NotReady {
        return decoded(holding(step, namespace, field, ref).getData().get(ref.key()));
    }

    private static String decoded(String encoded) {
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
    }
}
