package dev.intalgo.operator.tls;

import dev.intalgo.operator.tls.Certificates.Signed;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Secret with the operator's certificates, which is made where there is none and renewed in time. */
public final class TlsSecret {
    /** The Secret's name. */
    public static final String NAME = "intalgo-tls";
    /** The authority's certificate, which pods check the operator's against. */
    public static final String CA_CERTIFICATE = "ca.crt";

    static final String CA_KEY = "ca.key";
    static final String CERTIFICATE = "tls.crt";
    static final String KEY = "tls.key";

    private static final Duration RENEWED = Duration.ofDays(30);
    private static final int ATTEMPTS = 10;

    private final KubernetesClient client;
    private final String namespace;
    private final Clock clock;

    public TlsSecret(KubernetesClient client, String namespace, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * The certificates and keys in PEM, by their names in the Secret. Of several operators that start at the same time
     * one makes them, and the others read what it made.
     */
    public Map<String, String> getOrCreate() {
        for (int attempt = 1; ; attempt++) {
            Secret there =
                    client.secrets().inNamespace(namespace).withName(NAME).get();
            Map<String, String> before = there == null ? Map.of() : decoded(there);
            Map<String, String> now = current(before);
            if (now.equals(before)) {
                return now;
            }
            try {
                write(there, now);
                return now;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Map<String, String> current(Map<String, String> before) {
        Instant now = clock.instant();
        Instant until = now.plus(RENEWED);
        String ca = before.getOrDefault(CA_CERTIFICATE, "");
        boolean authorityGood = before.containsKey(CA_KEY) && Certificates.good(ca, ca, List.of(), until);
        boolean serverGood = authorityGood
                && before.containsKey(KEY)
                && Certificates.good(before.getOrDefault(CERTIFICATE, ""), ca, names(), until);
        if (serverGood) {
            return before;
        }
        Signed authority = authorityGood ? new Signed(ca, before.get(CA_KEY)) : Certificates.authority(now);
        Signed server = Certificates.server(authority, names(), now);
        Map<String, String> made = new LinkedHashMap<>();
        made.put(CA_CERTIFICATE, authority.certificatePem());
        made.put(CA_KEY, authority.keyPem());
        made.put(CERTIFICATE, server.certificatePem());
        made.put(KEY, server.keyPem());
        return made;
    }

    private List<String> names() {
        return List.of(
                "intalgo." + namespace + ".svc",
                "intalgo." + namespace + ".svc.cluster.local",
                "intalgo." + namespace,
                "intalgo",
                "localhost");
    }

    private void write(Secret there, Map<String, String> values) {
        if (there == null) {
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(NAME)
                            .addToLabels("app.kubernetes.io/managed-by", "intalgo")
                            .endMetadata()
                            .withType("Opaque")
                            .withData(encoded(values))
                            .build())
                    .create();
        } else {
            client.resource(new SecretBuilder(there).withData(encoded(values)).build())
                    .lockResourceVersion(there.getMetadata().getResourceVersion())
                    .update();
        }
    }

    private static Map<String, String> encoded(Map<String, String> values) {
        Map<String, String> encoded = new LinkedHashMap<>();
        values.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return encoded;
    }

    private static Map<String, String> decoded(Secret secret) {
        Map<String, String> decoded = new LinkedHashMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) ->
                            decoded.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        }
        return decoded;
    }
}
