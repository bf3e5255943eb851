package dev.intalgo.operator.dbt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private record Source(String yaml, Mode mode) {}

    private AnswerMeta() {}

    /** The entry of a YAML file for an answer whose SQL was written with this hash. */
    static Map<String, Object> entry(Answer answer, String sqlHash) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", answer.name());
        putText(entry, "description", answer.description());
        Map<String, Object> config = new LinkedHashMap<>();
        if (answer.mode() == Mode.MODEL) {
            putText(config, "materialized", answer.materialized());
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
        putText(meta, "question", answer.question());
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
        putTexts(meta, "warnings", answer.warnings());
        meta.put("sqlHash", sqlHash);
        if (answer.edited()) {
            putText(meta, "edited", answer.checked());
        }
        if (answer.confirmed()) {
            meta.put("confirmed", true);
        }
        return meta;
    }

    private static Map<String, Object> exchange(Exchange exchange) {
        Map<String, Object> entry = new LinkedHashMap<>();
        putText(entry, "question", exchange.question());
        putText(entry, "answer", exchange.answer());
        return entry;
    }

    private static Map<String, Object> column(Answer answer, ModelColumn column) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", column.name());
        putText(entry, "description", column.description());
        putText(entry, "data_type", YamlEntry.line(column.type()));
        if (DbtNames.needsQuotes(column.name())) {
            entry.put("quote", true);
        }
        // dbt alone tests one column; it does not test analyses at all.
        if (answer.mode() == Mode.MODEL
                && answer.grain().equals(List.of(column.name()))
                && !column.name().contains("\"")) {
            entry.put("data_tests", List.of("unique", "not_null"));
        }
        return entry;
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
            if (!map(map(map(entry, "config"), "meta"), "intalgo").isEmpty()) {
                found.putIfAbsent(text(entry, "name"), entry);
            }
        }
        return found;
    }

    static Answer answer(String name, Mode mode, String sql, Map<String, Object> entry) {
        Map<String, Object> config = map(entry, "config");
        Map<String, Object> meta = map(map(config, "meta"), "intalgo");
        Map<String, Object> tokens = map(meta, "tokens");
        List<ModelColumn> columns = list(entry, "columns").stream()
                .map(AnswerMeta::asMap)
                .map(c -> new ModelColumn(text(c, "name"), text(c, "data_type"), text(c, "description")))
                .toList();
        return new Answer(
                name,
                mode,
                sql.strip(),
                text(meta, "question"),
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
                !sqlHash(sql).equals(text(meta, "sqlHash")),
                Boolean.TRUE.equals(meta.get("confirmed")),
                list(meta, "clarifications").stream()
                        .map(AnswerMeta::asMap)
                        .map(c -> new Exchange(text(c, "question"), text(c, "answer")))
                        .toList(),
                list(meta, "warnings").stream().map(String::valueOf).toList(),
                text(meta, "edited"));
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
