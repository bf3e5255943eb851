package dev.intalgo.console.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.console.object.Names;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a form says as a Deployment's spec, and back. What the form does not ask for stays as it is. */
final class Specs {
    private static final ObjectMapper JSON = Serialization.jsonMapper();
    private static final String DURATION = "[1-9][0-9]{0,5}[smh]";

    private Specs() {}

    /**
     * What a form says.
     *
     * @param spec null where something is wrong
     * @param wrong what to change; empty where nothing is wrong
     */
    record Read(DeploymentSpec spec, String wrong) {}

    /** @param before the spec that is edited; null for a new one */
    static Read read(DeploymentForm form, Platform platform, DeploymentSpec before) {
        ObjectNode spec = before == null ? JSON.createObjectNode() : JSON.valueToTree(before);
        var wrong = Stream.of(
                        named(form),
                        Schedules.wrong(form.schedule(), form.timeZone()),
                        platform.needsSchedule() && form.schedule().isEmpty()
                                ? "Say when to run: a %s runs by the clock only.".formatted(platform.title())
                                : "",
                        common(form, platform, spec),
                        settings(form, platform, spec))
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse("");
        return wrong.isEmpty() ? new Read(JSON.convertValue(spec, DeploymentSpec.class), "") : new Read(null, wrong);
    }

    private static String named(DeploymentForm form) {
        if (!form.name().matches(Names.PATTERN) || form.name().equals("new")) {
            return "Give it a name of small letters, digits and -: shop-daily.";
        }
        return form.project().matches(Names.PATTERN) ? "" : "Choose the project whose models are run.";
    }

    private static String common(DeploymentForm form, Platform platform, ObjectNode spec) {
        spec.putObject("projectRef").put("name", form.project());
        list(spec, "select", Stream.concat(form.models().stream(), words(form.selectors())));
        list(spec, "exclude", words(form.exclude()));
        text(spec, "schedule", form.schedule());
        spec.put("timeZone", form.timeZone());
        text(spec, "granularity", platform.perModel() ? form.granularity() : "Project");
        text(spec.withObjectProperty("commits"), "policy", form.policy());
        text(spec, "owner", form.owner());
        environment(form, spec);
        files(form, platform, spec);
        var attempts = spec.withObjectProperty("attempts");
        text(attempts, "timeout", form.timeout());
        text(spec, "lateAfter", form.lateAfter());
        if (Stream.of(form.timeout(), form.lateAfter()).anyMatch(time -> !time.isEmpty() && !time.matches(DURATION))) {
            return "How long something may take is a number and s, m or h: 30m, 2h.";
        }
        if (!form.retries().matches("[0-9]{0,2}")) {
            return "How often to try again is a number from 0 to 10.";
        }
        if (form.retries().isEmpty()) {
            attempts.remove("retries");
        } else {
            attempts.put("retries", Integer.parseInt(form.retries()));
        }
        return "";
    }

    private static void environment(DeploymentForm form, ObjectNode spec) {
        if (form.connection().isEmpty() && form.tables().isEmpty() && !spec.has("environment")) {
            return;
        }
        var environment = spec.withObjectProperty("environment");
        text(environment, "schema", form.tables());
        environment.remove("connectionRef");
        if (!form.connection().isEmpty()) {
            environment.putObject("connectionRef").put("name", form.connection());
        }
    }

    private static void files(DeploymentForm form, Platform platform, ObjectNode spec) {
        if (!platform.hasFiles() || !form.files()) {
            spec.remove("files");
        } else {
            text(spec.withObjectProperty("files"), "path", form.path());
        }
    }

    private static String settings(DeploymentForm form, Platform platform, ObjectNode spec) {
        var settings = spec.withObjectProperty(platform.key());
        return Setting.of(platform).stream()
                .map(setting -> setting.put(settings, form.value(setting.key())))
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static void text(ObjectNode node, String key, String text) {
        if (text.isEmpty()) {
            node.remove(key);
        } else {
            node.put(key, text);
        }
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split("[\\s,]+")).filter(word -> !word.isEmpty());
    }

    private static void list(ObjectNode spec, String key, Stream<String> texts) {
        spec.remove(key);
        var all = texts.distinct().toList();
        if (!all.isEmpty()) {
            all.forEach(spec.putArray(key)::add);
        }
    }

    /** The form of a new Deployment. */
    static DeploymentForm fresh(Platform platform, String project) {
        return new DeploymentForm(
                platform.key(),
                "",
                project,
                List.of(),
                "",
                "",
                platform.needsSchedule() ? "0 6 * * *" : "",
                "Etc/UTC",
                "Project",
                "Latest",
                "",
                "",
                "",
                "",
                "",
                "",
                false,
                "",
                List.of(),
                List.of(),
                "",
                false);
    }

    /**
     * The form of one that is there.
     *
     * @param known the names of the project's models: what is none of these is a selector
     */
    static DeploymentForm of(Deployment deployment, List<String> known) {
        var spec = deployment.getSpec();
        var platform = Platform.of(spec);
        JsonNode settings = JSON.valueToTree(spec).path(platform.key());
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        Setting.of(platform).forEach(setting -> {
            keys.add(setting.key());
            values.add(setting.shown(settings));
        });
        var environment = Optional.ofNullable(spec.environment());
        return new DeploymentForm(
                platform.key(),
                deployment.getMetadata().getName(),
                spec.projectRef().name(),
                spec.select().stream().filter(known::contains).toList(),
                spec.select().stream().filter(one -> !known.contains(one)).collect(Collectors.joining(" ")),
                String.join(" ", spec.exclude()),
                spec.schedule(),
                spec.timeZone(),
                word(spec.granularity()),
                word(spec.commits().policy()),
                spec.owner(),
                environment.map(it -> it.connectionRef()).map(it -> it.name()).orElse(""),
                environment.map(DeploymentSpec.Environment::schema).orElse(""),
                String.valueOf(spec.attempts().retries()),
                spec.attempts().timeout(),
                spec.lateAfter(),
                spec.files() != null,
                spec.files() == null ? "" : spec.files().path(),
                keys,
                values,
                String.valueOf(deployment.getMetadata().getGeneration()),
                false);
    }

    private static String word(Enum<?> value) {
        return JSON.valueToTree(value).asText();
    }
}
