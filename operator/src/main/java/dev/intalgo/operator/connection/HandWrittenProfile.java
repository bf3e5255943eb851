package dev.intalgo.operator.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.operator.kube.NotReady;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A {@code profiles.yml} that a person wrote. Only which adapter its target is for, and which keys that has, is read here; dbt reads the rest, in
 * a pod.
 *
 * @param variables the environment of that pod, for {@code env_var()}
 */
record HandWrittenProfile(ConnectionSpec.Profile named, Map<String, String> variables) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADAPTER = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Pattern ENV_VAR =
            Pattern.compile("\\{\\{\\s*env_var\\(\\s*(['\"])(\\w+)\\1\\s*(?:,\\s*(['\"])([^'\"]*)\\3\\s*)?\\)\\s*}}");

    /**
     * The target, as it is written.
     *
     * @param adapter which adapter it is for
     */
    record Target(String adapter, JsonNode keys) {}

    /**
     * The target that counts.
     *
     * @param known whether an adapter is one that Intalgo knows
     * @throws NotReady {@code ProfileInvalid}; the message shows no value of a key but names
     */
    Target target(String text, Predicate<String> known) throws NotReady {
        var profiles = parse(text);
        if (!(profiles.get(named.name()) instanceof Map<?, ?> profile)
                || !(profile.get("outputs") instanceof Map<?, ?> outputs)) {
            throw invalid("The profiles.yml has no profile \"%s\" with outputs; it has: %s."
                    .formatted(named.name(), names(profiles.keySet())));
        }
        var target = chosen(profile.get("target"));
        if (!(outputs.get(target) instanceof Map<?, ?> output)) {
            // A target from a variable is not shown: it could be the wrong variable, with a secret.
            var expression = named.target() == null && profile.get("target") != null && !isPlain(profile.get("target"));
            var shown = expression ? profile.get("target") : "\"" + target + "\"";
            throw invalid("The profile \"%s\" has no target %s; it has: %s."
                    .formatted(named.name(), shown, names(outputs.keySet())));
        }
        return new Target(type(output.get("type"), target, known), JSON.valueToTree(output));
    }

    private Map<?, ?> parse(String text) throws NotReady {
        try {
            // As dbt's own reader: with anchors and merged keys.
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(text) instanceof Map<?, ?> map
                    ? map
                    : Map.of();
        } catch (YAMLException e) {
            // The parser's message would quote the text, which may hold a secret.
            throw invalid("The Secret's key \"%s\" is not YAML: put a dbt profiles.yml there."
                    .formatted(named.secretKeyRef().key()));
        }
    }

    private String chosen(Object written) throws NotReady {
        if (named.target() != null) {
            return named.target();
        }
        if (written == null) {
            return "default";
        }
        return rendered(written)
                .orElseThrow(() -> invalid(
                        "The profile \"%s\" chooses its target by an expression that only dbt can evaluate: set spec.profile.target."
                                .formatted(named.name())));
    }

    private String type(Object written, String target, Predicate<String> known) throws NotReady {
        var type = rendered(written)
                .filter(name -> ADAPTER.matcher(name).matches())
                // The adapter's name is shown: what comes from a variable must be one.
                .filter(name -> isPlain(written) || known.test(name));
        return type.orElseThrow(() -> invalid(
                "The `type` of target \"%s\" in profile \"%s\" is missing or tells no adapter: write its name, such as postgres."
                        .formatted(target, named.name())));
    }

    private Optional<String> rendered(Object written) {
        if (written == null || isPlain(written)) {
            return Optional.ofNullable(written).map(Object::toString);
        }
        var variable = ENV_VAR.matcher(written.toString().strip());
        return variable.matches()
                ? Optional.ofNullable(variables.getOrDefault(variable.group(2), variable.group(4)))
                : Optional.empty();
    }

    private static boolean isPlain(Object written) {
        return written != null
                && !written.toString().contains("{{")
                && !written.toString().contains("{%");
    }

    private static NotReady invalid(String message) {
        return NotReady.failed(Databases.STEP, "ProfileInvalid", message);
    }

    private static String names(Collection<?> names) {
        return names.isEmpty() ? "none" : names.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
