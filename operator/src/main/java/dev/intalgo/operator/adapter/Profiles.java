package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** dbt profiles made from settings and the names of credentials. No value of a credential is ever needed here. */
public final class Profiles {
    /** The one target of a profile that {@link #render} makes. */
    public static final String TARGET = "default";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");
    /** The start of an expression, a statement or a comment of Jinja: dbt renders the values of a profile. */
    private static final Pattern JINJA = Pattern.compile("\\{[{%#]");

    private Profiles() {}

    /** The environment variable that brings a credential to dbt, which keeps variables named so out of its logs. */
    public static String variable(String credentialKey) {
        return "DBT_ENV_SECRET_" + credentialKey.toUpperCase(Locale.ROOT);
    }

    /**
     * A {@code profiles.yml} with one target.
     *
     * @param profileName    the profile's name
     * @param adapter        the kind of database
     * @param settings       the values of the keys that are not secret
     * @param credentialKeys the keys whose values are in the environment
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
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("type", adapter.name());
        adapter.settings().forEach((key, setting) -> {
            String text = settings.getOrDefault(key, setting.defaultValue());
            if (credentialKeys.contains(key)) {
                output.put(key, "{{ env_var('" + variable(key) + "') }}");
            } else if (!text.isEmpty()) {
                output.put(key, value(setting, text));
            }
        });
        output.put("threads", threads);
        return write(Map.of(profileName, ordered("target", TARGET, "outputs", Map.of(TARGET, output))));
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
                problems.addAll(wrongValue(key, setting, settings.get(key)));
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
                problems.add("`%s.%s` is missing: %s"
                        .formatted(setting.secret() ? "credentials" : "settings", key, setting.help()));
            }
        });
        return problems;
    }

    private static List<String> wrongValue(String key, Setting setting, String value) {
        boolean right = switch (setting.type()) {
            case STRING -> true;
            case INTEGER -> WHOLE_NUMBER.matcher(value).matches();
            case BOOLEAN -> value.equals("true") || value.equals("false");
        };
        if (!right) {
            return List.of(
                    "`settings.%s` must be %s".formatted(key, setting.type().words()));
        }
        if (JINJA.matcher(value).find()) {
            return List.of("`settings.%s` must be plain text: templates are not rendered".formatted(key));
        }
        if (setting.required() && value.isBlank()) {
            return List.of("`settings.%s` is empty: %s".formatted(key, setting.help()));
        }
        if (!setting.allowed().isEmpty() && !setting.allowed().contains(value)) {
            return List.of("`settings.%s` must be one of %s".formatted(key, String.join(", ", setting.allowed())));
        }
        return List.of();
    }

    private static String unknown(String field, String key, Adapter adapter) {
        String sentence = "`%s.%s` is not a setting of adapter %s".formatted(field, key, adapter.name());
        return Nearest.to(key, adapter.settings().keySet())
                .map(near -> sentence + "; did you mean `" + near + "`?")
                .orElseGet(() -> sentence + "; it has "
                        + String.join(", ", adapter.settings().keySet()));
    }

    private static Object value(Setting setting, String text) {
        return switch (setting.type()) {
            case STRING -> text;
            case INTEGER -> Long.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
        };
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
