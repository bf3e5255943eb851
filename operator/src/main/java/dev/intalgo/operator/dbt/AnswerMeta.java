package dev.intalgo.operator.dbt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** An answer as the properties of a model or an analysis, and back. */
final class AnswerMeta {
    /** Every question reads all of a project's answers, and hardly any of them has changed. */
    private static final Cache<Source, Map<String, Map<String, Object>>> ENTRIES = Caffeine.newBuilder()
            .maximumWeight(16 << 20)
            .weigher((Source source, Object entries) -> source.yaml().length())
            .build();

    private static final String NOT_NULL = "not_null";
    private static final String JSON_SUFFIX = "Json";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private record Source(String yaml, Mode mode) {}

    private AnswerMeta() {}

    /** The entry of a YAML file for an answer whose SQL was written with this hash. */
    static Map<String, Object> entry(Answer answer, String sqlHash) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", answer.name());
        // SQL written by hand has none of its own.
        putText(entry, "description", answer.description().isEmpty() ? answer.question() : answer.description());
        Map<String, Object> config = new LinkedHashMap<>();
        if (answer.mode() == Mode.MODEL) {
            putText(config, "materialized", answer.materialized());
            putTexts(config, "tags", answer.origin().tags());
        }
        config.put("meta", Map.of("intalgo", intalgo(answer, sqlHash)));
        entry.put("config", config);
        List<Object> columns = new ArrayList<>();
        answer.columns().stream()
                .filter(c -> DbtNames.isUsableColumn(c.name()))
                .forEach(c -> columns.add(column(answer, c)));
        if (!columns.isEmpty()) {
            entry.put("columns", columns);
        }
        return entry;
    }

    private static Map<String, Object> intalgo(Answer answer, String sqlHash) {
        Map<String, Object> meta = new LinkedHashMap<>();
        putExact(meta, "question", answer.question());
        if (!answer.clarifications().isEmpty()) {
            meta.put(
                    "clarifications",
                    answer.clarifications().stream().map(AnswerMeta::exchange).toList());
        }
        putText(meta, "key", answer.key());
        putText(meta, "slice", answer.slice());
        putText(meta, "llm", answer.llm());
        if (answer.inputTokens() > 0 || answer.outputTokens() > 0) {
            Map<String, Object> tokens = new LinkedHashMap<>();
            tokens.put("input", answer.inputTokens());
            tokens.put("output", answer.outputTokens());
            meta.put("tokens", tokens);
        }
        putTexts(meta, "references", answer.references());
        putTexts(meta, "grain", answer.grain());
        putTexts(meta, "joins", answer.joins());
        putTexts(meta, "warnings", answer.warnings());
        meta.put("sqlHash", sqlHash);
        if (answer.edited()) {
            putText(meta, "edited", answer.checked());
        }
        if (answer.confirmed()) {
            meta.put("confirmed", true);
        }
        putOrigin(meta, answer.origin());
        return meta;
    }

    /** What the {@code export} command of the runner writes manifests from. */
    private static void putOrigin(Map<String, Object> meta, Origin origin) {
        putText(meta, "object", origin.object());
        putExact(meta, "sql", origin.sql());
        putTexts(meta, "tags", origin.tags());
        if (origin.delete()) {
            meta.put("deletionPolicy", "Delete");
        }
        if (origin.dropRelation()) {
            meta.put("dropRelation", true);
        }
        if (origin.keepOldName()) {
            meta.put("keepOldName", true);
        }
    }

    private static Origin origin(Map<String, Object> meta) {
        return new Origin(
                text(meta, "object"),
                exact(meta, "sql"),
                list(meta, "tags").stream().map(String::valueOf).toList(),
                "Delete".equals(meta.get("deletionPolicy")),
                Boolean.TRUE.equals(meta.get("dropRelation")),
                Boolean.TRUE.equals(meta.get("keepOldName")));
    }

    /** Text that has to come back as it was: where dbt would take it for a template, it is there as JSON besides. */
    private static void putExact(Map<String, Object> map, String key, String text) {
        putText(map, key, text);
        if (!YamlEntry.plain(text).equals(text)) {
            try {
                map.put(key + JSON_SUFFIX, JSON.writeValueAsString(text).replace("{", "\\u007b"));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String exact(Map<String, Object> map, String key) {
        String json = text(map, key + JSON_SUFFIX);
        try {
            return json.isEmpty() ? text(map, key) : JSON.readValue(json, String.class);
        } catch (JsonProcessingException e) {
            return text(map, key); // somebody edited it
        }
    }

    private static Map<String, Object> exchange(Exchange exchange) {
        Map<String, Object> entry = new LinkedHashMap<>();
        putExact(entry, "question", exchange.question());
        putExact(entry, "answer", exchange.answer());
        return entry;
    }

    /** A column without its tests. */
    static Map<String, Object> described(ModelColumn column) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", column.name());
        putText(entry, "description", column.description());
        putText(entry, "data_type", YamlEntry.line(column.type()));
        if (DbtNames.needsQuotes(column.name())) {
            entry.put("quote", true);
        }
        return entry;
    }

    private static Map<String, Object> column(Answer answer, ModelColumn column) {
        Map<String, Object> entry = described(column);
        // dbt alone tests one column; it does not test analyses at all.
        if (answer.mode() == Mode.MODEL && !column.name().contains("\"")) {
            if (answer.grain().equals(List.of(column.name()))) {
                entry.put("data_tests", List.of("unique", NOT_NULL));
            } else if (column.notNull()) {
                entry.put("data_tests", List.of(NOT_NULL));
            }
        }
        return entry;
    }

    private static ModelColumn column(Map<String, Object> entry) {
        List<?> tests = list(entry, "data_tests");
        return new ModelColumn(
                text(entry, "name"),
                text(entry, "data_type"),
                text(entry, "description"),
                tests.contains(NOT_NULL) && !tests.contains("unique"));
    }

    private static void putText(Map<String, Object> map, String key, String text) {
        if (!text.isEmpty()) {
            map.put(key, YamlEntry.plain(text));
        }
    }

    private static void putTexts(Map<String, Object> map, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            map.put(key, texts.stream().map(YamlEntry::plain).toList());
        }
    }

    static String sqlHash(String sql) {
        return YamlEntry.sha256(sql.strip()).substring(0, 16);
    }

    static String writtenSqlHash(Map<String, Object> entry) {
        return text(map(map(map(entry, "config"), "meta"), "intalgo"), "sqlHash");
    }

    /** The entry of this name that has {@code meta.intalgo}. */
    static Optional<Map<String, Object>> entry(String yaml, String name, Mode mode) {
        return Optional.ofNullable(entries(yaml, mode).get(name));
    }

    /** All entries that have {@code meta.intalgo}, by name. A file that is no YAML has none: dbt says what is wrong. */
    static Map<String, Map<String, Object>> entries(String yaml, Mode mode) {
        return ENTRIES.get(new Source(yaml, mode), AnswerMeta::parsed);
    }

    private static Map<String, Map<String, Object>> parsed(Source source) {
        Mode mode = source.mode();
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        for (Object item : list(load(source.yaml()), mode.yamlKey())) {
            Map<String, Object> entry = asMap(item);
            Map<String, Object> meta = map(map(map(entry, "config"), "meta"), "intalgo");
            if (!meta.isEmpty() && !meta.containsKey("aliasOf")) {
                found.putIfAbsent(text(entry, "name"), entry);
            }
        }
        return found;
    }

    /** The aliases that a file has, with the models that they stand for. */
    static Map<String, String> aliases(String yaml) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Object item : list(load(yaml), Mode.MODEL.yamlKey())) {
            Map<String, Object> entry = asMap(item);
            String model = text(map(map(map(entry, "config"), "meta"), "intalgo"), "aliasOf");
            if (!model.isEmpty()) {
                found.put(text(entry, "name"), model);
            }
        }
        return found;
    }

    /** The Deployment that an exposure is of, which is written on these lines; or empty. */
    static String deployment(List<String> item) {
        return text(map(map(map(item, "config"), "meta"), "intalgo"), "deployment");
    }

    /** The tags of an item that is written on these lines. */
    static List<String> tags(List<String> item) {
        Object tags = map(item, "config").get("tags");
        return switch (tags) {
            case List<?> several -> several.stream().map(String::valueOf).toList();
            case null -> List.of();
            default -> List.of(tags.toString());
        };
    }

    /** The same with what the Question asks for now, without what it asked for before. */
    static List<String> tags(List<String> item, Map<String, Object> wanted) {
        Set<String> tags = new LinkedHashSet<>(tags(item));
        list(map(map(map(item, "config"), "meta"), "intalgo"), "tags").forEach(tag -> tags.remove(String.valueOf(tag)));
        list(wanted, "tags").forEach(tag -> tags.add(String.valueOf(tag)));
        return List.copyOf(tags);
    }

    static Answer answer(String name, Mode mode, String sql, Map<String, Object> entry) {
        Map<String, Object> config = map(entry, "config");
        Map<String, Object> meta = map(map(config, "meta"), "intalgo");
        Map<String, Object> tokens = map(meta, "tokens");
        List<ModelColumn> columns = list(entry, "columns").stream()
                .map(AnswerMeta::asMap)
                .map(AnswerMeta::column)
                .toList();
        return new Answer(
                name,
                mode,
                sql.strip(),
                exact(meta, "question"),
                text(entry, "description"),
                columns,
                text(config, "materialized"),
                text(meta, "key"),
                text(meta, "slice"),
                text(meta, "llm"),
                number(tokens, "input"),
                number(tokens, "output"),
                list(meta, "references").stream().map(String::valueOf).toList(),
                list(meta, "grain").stream().map(String::valueOf).toList(),
                list(meta, "joins").stream().map(String::valueOf).toList(),
                !sqlHash(sql).equals(text(meta, "sqlHash")),
                Boolean.TRUE.equals(meta.get("confirmed")),
                list(meta, "clarifications").stream()
                        .map(AnswerMeta::asMap)
                        .map(c -> new Exchange(exact(c, "question"), exact(c, "answer")))
                        .toList(),
                list(meta, "warnings").stream().map(String::valueOf).toList(),
                text(meta, "edited"),
                origin(meta));
    }

    /** The value of a key of an item that is written on these lines, where it is a mapping. */
    static Map<String, Object> map(List<String> item, String key) {
        List<?> items = load(String.join("\n", item)) instanceof List<?> list ? list : List.of();
        return items.isEmpty() ? Map.of() : map(asMap(items.getFirst()), key);
    }

    private static Object load(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(YamlText.LARGEST);
        try {
            return new Yaml(new SafeConstructor(options)).load(yaml);
        } catch (YAMLException e) {
            return Map.of();
        }
    }

    private static Map<String, Object> map(Map<String, Object> map, String key) {
        return asMap(map.get(key));
    }

    private static List<?> list(Object map, String key) {
        return asMap(map).get(key) instanceof List<?> list ? list : List.of();
    }

    private static String text(Map<String, Object> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    private static long number(Map<String, Object> map, String key) {
        return map.get(key) instanceof Number number ? number.longValue() : 0;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
