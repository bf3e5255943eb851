package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The documentation of the adapters: what was tried, and the keys of each. */
final class AdapterPages {
    private static final JsonMapper JSON = new JsonMapper();

    private final StringBuilder out = new StringBuilder();
    private final JsonNode checks;
    private final JsonNode crawls;

    private AdapterPages(Path results) throws IOException {
        checks = JSON.readTree(Files.readString(results.resolve("checks.json")));
        crawls = JSON.readTree(Files.readString(results.resolve("crawls.json")));
    }

    /** @param results the folder with what {@code dev/adapters check} and the crawls noted */
    static String markdown(Adapters adapters, Path results) throws IOException {
        AdapterPages pages = new AdapterPages(results);
        pages.introduce();
        for (String name : adapters.names()) {
            pages.row(adapters.find(name).orElseThrow());
        }
        for (String name : adapters.names()) {
            pages.adapter(adapters.find(name).orElseThrow());
        }
        return pages.out.toString();
    }

    private void introduce() {
        out.append("""
                # Adapters

                Generated from the descriptors in `operator/src/main/resources/adapters` by `dev/adapters docs`. What
                is not listed works too, with [a profile written by hand](connections.md#a-profile-by-hand), or with
                [a descriptor of its own](adding-an-adapter.md).

                - *Profile*: the version of the dbt adapter whose own class took a profile by each method of
                  authentication, once with all of the keys and once with no more than it needs; `dev/adapters check`.
                - *Recipe*: the version of DataHub whose own class took the recipe for each of those profiles.
                - *Crawled*: a server that was really read here, and how many tables, columns, primary and foreign
                  keys were found in it; by DataHub unless it says dbt.
                - *Read-only*: whether a query is tried in a session that cannot write. Elsewhere the checks on the
                  SQL are the guard, and the grants of the user.

                | adapter | database | profile | recipe | crawled | dialect | read-only |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
    }

    private void row(Adapter adapter) {
        JsonNode checked = checks.path(adapter.name());
        String dbt = checked.path("dbt").asText("no");
        String dataHub = adapter.dataHub() == null
                ? "no source"
                : checked.path("datahub").asText("no");
        out.append("| [`%s`](#%s) | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        adapter.name(),
                        adapter.name(),
                        adapter.title(),
                        dbt,
                        dataHub,
                        crawled(adapter),
                        adapter.dialect(),
                        adapter.readOnly().isEmpty() ? "no" : "yes"));
    }

    private String crawled(Adapter adapter) {
        List<String> found = new ArrayList<>();
        for (JsonNode crawl : crawls) {
            String type = crawl.path("adapter").asText();
            // The package of MySQL's dbt adapter has one of this name too.
            boolean maria = type.equals("mariadb");
            if ((maria ? "mysql" : type).equals(adapter.name())) {
                found.add("%s%s%s: %d, %d, %d, %d"
                        .formatted(
                                crawl.path("server").asText(),
                                crawl.path("source").asText().equals("DataHub") ? "" : " by dbt",
                                maria ? ", `type: mariadb` by hand" : "",
                                crawl.path("tables").asInt(),
                                crawl.path("columns").asInt(),
                                crawl.path("primaryKeys").asInt(),
                                crawl.path("foreignKeys").asInt()));
            }
        }
        return found.isEmpty() ? "no" : String.join("<br>", found);
    }

    private void adapter(Adapter adapter) {
        out.append("\n## %s\n\n%s.".formatted(adapter.name(), adapter.title()));
        if (adapter.dataHub() == null) {
            out.append(" DataHub has no source for it: the dbt adapter reads the catalog, without keys.");
        } else if (!adapter.dataHub().parts().contains(DataHub.Part.SCHEMA)
                || !adapter.dataHub().parts().contains(DataHub.Part.DATABASE)) {
            out.append(" Tables are written `schema.table` in `ingestion.include` and `exclude`.");
        } else {
            out.append(" Tables are written `schema.table` or `database.schema.table` in `ingestion.include` and"
                    + " `exclude`.");
        }
        out.append(databases(adapter.dataHub())).append("\n\n");
        example(adapter);
        methods(adapter);
        settings(adapter);
        if (!adapter.leftOut().isEmpty()) {
            out.append("\nNot settings here:\n\n");
            adapter.leftOut().forEach((key, why) -> out.append("- `%s`: %s\n".formatted(key, why)));
        }
    }

    private static String databases(DataHub dataHub) {
        if (dataHub == null) {
            return "";
        }
        if (dataHub.databases() == null) {
            return " `ingestion.databases` must be empty.";
        }
        return dataHub.databases().form() == DataHub.Databases.Form.NAME
                ? " `ingestion.databases` may have one."
                : " `ingestion.databases` may have several.";
    }

    private void example(Adapter adapter) {
        Example example =
                Example.least(adapter, adapter.methods().values().iterator().next());
        out.append("```yaml\nspec:\n  adapter: %s\n  settings:\n".formatted(adapter.name()));
        example.settings()
                .forEach((key, value) -> out.append("    %s: %s\n".formatted(key, quoted(adapter, key, value))));
        if (!example.credentials().isEmpty()) {
            out.append("  credentials:\n");
            example.credentials()
                    .keySet()
                    .forEach(key -> out.append("    %s: {secretKeyRef: {name: shop, key: %s}}\n".formatted(key, key)));
            out.append("```\n\n```sh\nkubectl create secret generic shop");
            example.credentials()
                    .keySet()
                    .forEach(key -> out.append(
                            adapter.isFile(key)
                                    ? " --from-file=%s=./%s".formatted(key, key)
                                    : " --from-literal=%s=…".formatted(key)));
            out.append("\n");
        }
        out.append("```\n\n");
    }

    private static String quoted(Adapter adapter, String key, String value) {
        boolean plain =
                adapter.settings().get(key).type() != Setting.Type.STRING || value.matches("[A-Za-z/][\\w./-]*");
        return plain && !value.startsWith("{") ? value : "'" + value + "'";
    }

    private void methods(Adapter adapter) {
        out.append("| authentication by | keys | besides | DataHub |\n| --- | --- | --- | --- |\n");
        adapter.methods().values().forEach(method -> {
            TreeSet<String> optional = new TreeSet<>(method.optional());
            String say = method.explicit()
                    ? method.fixed().entrySet().stream()
                            .map(e -> "`%s: %s`".formatted(e.getKey(), e.getValue()))
                            .collect(Collectors.joining(", "))
                    : "";
            String needs = code(method.needs());
            out.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            method.title(),
                            List.of(say, needs).stream()
                                    .filter(text -> !text.isEmpty())
                                    .collect(Collectors.joining(", ")),
                            code(optional),
                            adapter.dataHub() == null
                                            || !method.withoutDataHub().isEmpty()
                                    ? "no"
                                    : "yes"));
        });
        out.append("\n");
    }

    private static String code(Iterable<String> keys) {
        List<String> code = new ArrayList<>();
        keys.forEach(key -> code.add("`" + key + "`"));
        return String.join(", ", code);
    }

    private void settings(Adapter adapter) {
        out.append("| key | | default | what it is |\n| --- | --- | --- | --- |\n");
        for (Map.Entry<String, Setting> entry : adapter.settings().entrySet()) {
            Setting setting = entry.getValue();
            String name = setting.required() ? "**`%s`**".formatted(entry.getKey()) : "`%s`".formatted(entry.getKey());
            out.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            name,
                            kind(setting),
                            setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                            help(setting)));
        }
    }

    private static String kind(Setting setting) {
        String type = setting.type() == Setting.Type.STRING
                ? ""
                : setting.type().name().toLowerCase();
        String file = setting.file() ? "file" : type;
        return setting.secret() ? ("secret " + file).strip() : file;
    }

    private static String help(Setting setting) {
        String help = setting.help();
        if (!setting.allowed().isEmpty()) {
            help += ": " + code(setting.allowed());
        }
        if (!setting.aliases().isEmpty()) {
            help += "; dbt also calls it " + code(setting.aliases());
        }
        return help;
    }
}
