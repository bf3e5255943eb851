package dev.intalgo.console.write;

import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.RequestScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Writes objects as the person who asks for it. Where a namespace's label {@code intalgo.dev/gitops} is {@code true} its
 * objects come from Git: there the manifest is shown instead.
 */
@RequestScoped
public class Writing {
    /** The namespace's label that says that its objects come from Git. */
    public static final String GITOPS = "intalgo.dev/gitops";

    /** What somebody is told whose form is of an object as it was. */
    public static final String CHANGED = "Somebody changed it since you opened this form, and nothing was written."
            + " Load the page again to see how it is now.";

    private static final Written CONFLICT = new Written.Refused(CHANGED);
    private static final int TRIES = 5;

    private final Person person;

    Writing(Person person) {
        this.person = person;
    }

    /** Whether the namespace's objects come from Git. Whoever may not see the namespace is not told so. */
    public boolean fromGit(String namespace) {
        try {
            var found = person.client().namespaces().withName(namespace).get();
            return found != null
                    && found.getMetadata().getLabels() != null
                    && "true".equals(found.getMetadata().getLabels().get(GITOPS));
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Makes objects, all of them or, where the cluster does not take one, none. One that is there already and asks for
     * the same is taken as made: a form may be sent twice.
     *
     * @param objects of one namespace, in the order to make them
     * @param show whether to show the manifest instead
     */
    public Written create(List<? extends HasMetadata> objects, boolean show) {
        var git = fromGit(objects.getFirst().getMetadata().getNamespace());
        if (show || git) {
            return new Written.Shown(Manifests.of(objects), git);
        }
        for (boolean dry : new boolean[] {true, false}) {
            for (var object : objects) {
                var refusal = create(object, dry);
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return new Written.Done();
    }

    /** Null where it is made, or would be. */
    private Written create(HasMetadata object, boolean dry) {
        try {
            var one = person.client().resource(object);
            (dry ? one.dryRun() : one).create();
            return null;
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 422 -> new Written.Refused(words(e));
                case 409 ->
                    asksForTheSame(object)
                            ? null
                            : new Written.Refused("There is another %s named %s: give this one another name."
                                    .formatted(
                                            object.getKind(),
                                            object.getMetadata().getName()));
                default -> throw e;
            };
        }
    }

    private boolean asksForTheSame(HasMetadata object) {
        if (object instanceof Secret secret) {
            return person.mayInCore("get", "secrets", secret.getMetadata().getNamespace())
                    && person.client().resource(secret).get() instanceof Secret there
                    && Objects.equals(there.getData(), encoded(secret));
        }
        return object instanceof CustomResource<?, ?> custom
                && person.client().resource(object).get() instanceof CustomResource<?, ?> there
                && Objects.equals(there.getSpec(), custom.getSpec());
    }

    private static Map<String, String> encoded(Secret secret) {
        return secret.getStringData().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> Base64.getEncoder()
                                .encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * Writes another spec of an object, unless there is yet another since the object was read, and before it values into
     * Secrets that it names: nothing of both where the cluster does not take it. That the operator writes the status
     * meanwhile, as it does when a Secret changes, is no hindrance.
     *
     * @param object with its new spec, and the generation that the person saw: the resourceVersion would tell too much
     * @param secrets with the keys to write; others that a Secret has stay
     * @param show whether to show the manifest instead
     */
    public Written change(CustomResource<?, ? extends Conditioned> object, List<Secret> secrets, boolean show) {
        var git = fromGit(object.getMetadata().getNamespace());
        if (show || git) {
            return new Written.Shown(Manifests.of(object), git);
        }
        var refusal = updateIfNoneElse(object, true);
        if (refusal != null) {
            return refusal;
        }
        secrets.forEach(this::put);
        refusal = updateIfNoneElse(object, false);
        return refusal == null ? new Written.Done() : refusal;
    }

    /** Null where it is written, or would be. */
    private Written updateIfNoneElse(CustomResource<?, ? extends Conditioned> object, boolean dry) {
        Written refusal = CONFLICT;
        for (int tries = 0; tries < TRIES && CONFLICT.equals(refusal); tries++) {
            var there = person.client().resource(object).get();
            if (there == null
                    || !there.getMetadata()
                            .getGeneration()
                            .equals(object.getMetadata().getGeneration())) {
                return CONFLICT;
            }
            object.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
            refusal = update(object, dry);
        }
        return refusal;
    }

    private void put(Secret secret) {
        try {
            person.client().resource(secret).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            person.client()
                    .secrets()
                    .inNamespace(secret.getMetadata().getNamespace())
                    .withName(secret.getMetadata().getName())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            Serialization.asJson(Map.of("stringData", secret.getStringData())));
        }
    }

    /** As {@link #change(CustomResource, List, boolean)}, without Secrets. */
    public Written change(CustomResource<?, ? extends Conditioned> object, boolean show) {
        return change(object, List.of(), show);
    }

    /** The generation that a form was made of, as the form sends it back; none that there is where it sends another text. */
    public static long generation(String sent) {
        return sent.matches("[0-9]{1,18}") ? Long.parseLong(sent) : 0;
    }

    /** Null where it is written, or would be. */
    private Written update(CustomResource<?, ? extends Conditioned> object, boolean dry) {
        try {
            var one = person.client().resource(object);
            (dry ? one.dryRun() : one).update();
            return null;
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 422 -> new Written.Refused(words(e));
                case 409 -> CONFLICT;
                default -> throw e;
            };
        }
    }

    /**
     * Asks the operator to do something by an annotation. It is an act and no part of what the object asks for, so it is
     * written also where objects come from Git.
     */
    public void annotate(Kind kind, String namespace, String name, String annotation, String value) {
        var patch = Map.of("metadata", Map.of("annotations", Map.of(annotation, value)));
        person.resource(kind.type(), namespace, name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
    }

    /** As {@link #annotate}, for what is asked for once more by each other value: this moment is one. */
    public void askNow(Kind kind, String namespace, String name, String annotation) {
        annotate(kind, namespace, name, annotation, Instant.now().toString());
    }

    private static String words(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? e.getMessage()
                : e.getStatus().getMessage();
    }
}
