package dev.intalgo.console.form;

import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.console.page.Kind;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The secrets that somebody wrote in a form, on their way to a Secret of their own. */
public final class NewSecrets {
    /** What the Secrets have in their label {@code app.kubernetes.io/managed-by}. */
    static final String MANAGER = "intalgo-console";

    /** The field of a profile's text. */
    public static final String PROFILES_YML = "profile.secretKeyRef";

    private static final String CREDENTIALS = "credentials.";

    private final String namespace;
    private final String name;
    private final Map<String, String> values = new TreeMap<>();

    /** @param of the name of the object that they are for */
    public NewSecrets(Kind kind, String namespace, String of) {
        this.namespace = namespace;
        this.name = name(kind, of);
    }

    /** The name of the Secret with an object's secrets. Of several kinds there often are some with the same name. */
    public static String name(Kind kind, String of) {
        return of
                + switch (kind) {
                    case CONNECTIONS -> "-credentials";
                    case PROJECTS -> "-project-credentials";
                    case DEPLOYMENTS -> "-deployment-credentials";
                    case QUESTIONS -> throw new IllegalArgumentException("questions have no secrets");
                };
    }

    /** Keeps a value; where it will be. */
    public SecretKeyRef put(String path, String value) {
        var key = switch (path) {
            case PROFILES_YML -> "profiles.yml";
            default -> path.startsWith(CREDENTIALS) ? path.substring(CREDENTIALS.length()) : path;
        };
        values.put(key, value);
        return new SecretKeyRef(name, key);
    }

    /** The Secret to write; none where nothing was written. */
    public List<Secret> objects() {
        return values.isEmpty()
                ? List.of()
                : List.of(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("app.kubernetes.io/managed-by", MANAGER)
                        .endMetadata()
                        .withStringData(values)
                        .build());
    }
}
