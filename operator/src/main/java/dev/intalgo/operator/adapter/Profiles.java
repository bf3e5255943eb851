package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** dbt profiles made from settings and the names of credentials. No value of a credential is ever needed here. */
public final class Profiles {
    /** The one target of a profile that {@link #render} makes. */
    public static final String TARGET = "default";

    /** Where pods have the credentials that are files, each in a file that is called like its key. */
    public static final String FOLDER = "/credentials";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
    /** The start of an expression, a statement or a comment of Jinja: dbt renders the values of a profile. */
    static final Pattern JINJA = Pattern.compile("\\{[{%#]");

    private Profiles() {}

    /** The environment variable that brings a credential to dbt, which keeps variables named so out of its logs. */
    public static String variable(String credentialKey) {
        return "DBT_ENV_SECRET_" + credentialKey.toUpperCase(Locale.ROOT);
    }

    /** The file that brings a credential to dbt whose key takes a file. */
    public static String path(String credentialKey) {
        return FOLDER + "/" + credentialKey;
    }

    /**
     * A {@code profiles.yml} with one target.
     *
     * @param profileName    the profile's name
     * @param adapter        the kind of database
     * @param settings       the values of the keys that are not secret
     * @param credentialKeys the keys whose values are in the environment or in files
     * @param threads        how many models dbt may build at once
     * @throws IllegalArgumentException where {@link #problems} has something to say
     */
    public static String render(
            String profileName,
            Adapter adapter,
            Map<String, String> settings,
            Set<String> credentialKeys,
            int threads) {
        List<String> problems = problems(adapter, settings, credentialKeys);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        Map<String, String> texts = texts(adapter, settings, credentialKeys);
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("type", adapter.name());
        adapter.settings().forEach((key, setting) -> {
            if (credentialKeys.contains(key)) {
                output.put(key, setting.file() ? path(key) : "{{ env_var('" + variable(key) + "') }}");
            } else if (texts.containsKey(key)) {
                output.put(key, Values.parse(setting.type(), texts.get(key)));
            }
        });
        output.put("threads", threads);
        return write(Map.of(profileName, ordered("target", TARGET, "outputs", Map.of(TARGET, output))));
    }

    /**
     * The profile that {@link #render} made, building elsewhere.
     *
     * @param schema the schema to build in; empty: the profile's own
     * @param target what the target is called; empty: {@value #TARGET}
     */
    public static String elsewhere(
            String profilesYml, Adapter adapter, Optional<String> schema, Optional<String> target) {
        try {
            JsonNode profiles = YAML.readTree(profilesYml);
            profiles.forEach(profile -> {
                ObjectNode outputs = (ObjectNode) profile.path("outputs");
                ObjectNode output = (ObjectNode) outputs.remove(TARGET);
                schema.ifPresent(name -> output.put(adapter.canonical("schema"), name));
                outputs.set(target.orElse(TARGET), output);
                ((ObjectNode) profile).put("target", target.orElse(TARGET));
            });
            return write(profiles);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a profile that was made here", e);
        }
    }

    /** What is known of the profile that {@link #render} makes; right only where there are no {@link #problems}. */
    public static ProfileOutline outline(Adapter adapter, Map<String, String> settings, Set<String> credentialKeys) {
        Map<String, String> texts = texts(adapter, settings, credentialKeys);
        Set<String> keys = new TreeSet<>(texts.keySet());
        keys.addAll(credentialKeys);
        return new ProfileOutline(adapter, new Authentication(adapter, settings, credentialKeys).method(), keys, texts);
    }

    /** What is known of a target that a person wrote, templates not rendered. */
    public static ProfileOutline outline(Adapter adapter, JsonNode target) {
        Map<String, String> literals = new TreeMap<>();
        Set<String> templates = new TreeSet<>();
        target.properties().forEach(field -> {
            String key = adapter.canonical(field.getKey());
            if (JINJA.matcher(field.getValue().asText()).find()) {
                templates.add(key);
            } else if (!field.getValue().isNull()) {
                literals.put(key, field.getValue().asText());
            }
        });
        Set<String> keys = new TreeSet<>(literals.keySet());
        keys.addAll(templates);
        return new ProfileOutline(adapter, new Authentication(adapter, literals, templates).method(), keys, literals);
    }

    /** The values of the keys that no credential has, defaults and what the method of authentication fixes included. */
    private static Map<String, String> texts(
            Adapter adapter, Map<String, String> settings, Set<String> credentialKeys) {
        Optional<Method> method = new Authentication(adapter, settings, credentialKeys).method();
        Map<String, String> fixed = method.map(Method::fixed).orElse(Map.of());
        Set<String> others = new TreeSet<>();
        adapter.methods().values().forEach(m -> others.addAll(m.keys()));
        method.ifPresent(m -> others.removeAll(m.keys()));
        Map<String, String> texts = new LinkedHashMap<>();
        adapter.settings().forEach((key, setting) -> {
            String ours = others.contains(key) ? "" : setting.defaultValue();
            String text = settings.getOrDefault(key, fixed.getOrDefault(key, ours));
            if (!credentialKeys.contains(key) && (fixed.containsKey(key) || !text.isEmpty())) {
                texts.put(key, text);
            }
        });
        return texts;
    }

    /** What is wrong, each as a sentence that says what to change; empty where a profile can be made. */
    public static List<String> problems(Adapter adapter, Map<String, String> settings, Set<String> credentialKeys) {
        List<String> problems = new ArrayList<>();
        for (String key : new TreeSet<>(settings.keySet())) {
            Setting setting = adapter.settings().get(key);
            if (setting == null) {
                problems.add(unknown("settings", key, adapter));
            } else if (setting.secret()) {
                problems.add("a secret value must not be in settings: put `%s` under credentials".formatted(key));
            } else if (credentialKeys.contains(key)) {
                problems.add("`%s` is in both settings and credentials: keep one".formatted(key));
            } else {
                Values.problem(key, setting, settings.get(key)).ifPresent(problems::add);
            }
        }
        for (String key : new TreeSet<>(credentialKeys)) {
            Setting setting = adapter.settings().get(key);
            if (setting == null) {
                problems.add(unknown("credentials", key, adapter));
            } else if (setting.type() != Setting.Type.STRING) {
                // dbt masks such a variable until the profile is rendered, and `| int` makes 0 of the mask.
                problems.add("`credentials.%s` must be in settings: dbt takes only text from a Secret, and this is %s"
                        .formatted(key, setting.type().words()));
            }
        }
        adapter.settings().forEach((key, setting) -> {
            if (setting.required() && !settings.containsKey(key) && !credentialKeys.contains(key)) {
                problems.add("`%s.%s` is missing: %s".formatted(setting.field(), key, setting.help()));
            }
        });
        // What a key misspelt leaves out is said already.
        if (problems.isEmpty()) {
            problems.addAll(new Authentication(adapter, settings, credentialKeys).problems());
        }
        return problems;
    }

    private static String unknown(String field, String key, Adapter adapter) {
        String sentence = "`%s.%s` is not a setting of adapter %s".formatted(field, key, adapter.name());
        if (adapter.leftOut().containsKey(key)) {
            return sentence + ": " + adapter.leftOut().get(key);
        }
        return adapter.alias(key)
                .or(() -> Nearest.to(key, adapter.settings().keySet()))
                .map(near -> sentence + "; did you mean `" + near + "`?")
                .orElseGet(() -> sentence + "; it has "
                        + String.join(", ", adapter.settings().keySet()));
    }

    private static Map<String, Object> ordered(String key1, Object value1, String key2, Object value2) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key1, value1);
        map.put(key2, value2);
        return map;
    }

    private static String write(Object value) {
        try {
            return YAML.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text and numbers are always written", e);
        }
    }
}
