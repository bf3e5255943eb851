package dev.intalgo.console.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.console.form.Field;
import dev.intalgo.console.form.Group;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.Parts;
import dev.intalgo.console.form.SpecFields;
import dev.intalgo.console.form.SpecForm;
import dev.intalgo.console.form.SpecWriter;
import dev.intalgo.console.form.Values;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The form of a Deployment. What everybody is asked has its own place in the page; the rest is as the API's types say.
 *
 * @param models the names of the project's models: what is selected besides is a selector
 */
public record DeploymentForm(Platform platform, Values values, List<String> models) implements SpecForm {
    private static final ObjectMapper JSON = Serialization.jsonMapper();
    private static final String MODELS = "models";
    private static final String FILES = "files";
    /** What the page has its own place for. */
    private static final Set<String> PLACED =
            Set.of("projectRef", "select", "exclude", "schedule", "timeZone", "granularity", "commits.policy", FILES);

    /** What a new one says before anybody says something. */
    static DeploymentSpec fresh(Platform platform, String project) {
        var spec = JSON.createObjectNode();
        spec.putObject("projectRef").put("name", project);
        spec.putObject(platform.key());
        if (platform.needsSchedule()) {
            spec.put("schedule", "0 6 * * *");
        }
        return JSON.convertValue(spec, DeploymentSpec.class);
    }

    @Override
    public Parts parts() {
        Set<String> leftOut = new HashSet<>(PLACED);
        Platform.all().stream()
                .filter(other -> other != platform)
                .map(Platform::key)
                .forEach(leftOut::add);
        if (platform == Platform.DATABRICKS) {
            leftOut.add("state"); // There is nothing there to compare with.
        }
        List<Group> groups = new ArrayList<>();
        for (var group : SpecFields.of(DeploymentSpec.class, values, leftOut, platform.key())) {
            if (isOfPlatform(group)) {
                groups.addFirst(new Group(platform.title(), "", group.fields()));
            } else {
                groups.add(group);
            }
        }
        return new Parts(Group.only(groups, Field::required), Group.only(groups, field -> !field.required()));
    }

    private boolean isOfPlatform(Group group) {
        return group.fields().stream().anyMatch(field -> field.path().startsWith(platform.key() + "."));
    }

    /** The project whose models are run; empty where none was chosen. */
    String project() {
        return values.at("projectRef.name").asText();
    }

    /** What one of the fields has that the page has its own place for. */
    public String text(String path) {
        return values.text(path, Field.Kind.TEXT);
    }

    /** Whether a model is chosen. */
    public boolean chosen(String model) {
        return values.input() == null
                ? inCluster("select").anyMatch(model::equals)
                : sentModels().contains(model);
    }

    private List<String> sentModels() {
        return values.input().getOrDefault(MODELS, List.of());
    }

    /** What is selected besides models, with a space between. */
    public String selectors() {
        return values.input() == null
                ? inCluster("select").filter(one -> !models.contains(one)).collect(Collectors.joining(" "))
                : values.sent("select");
    }

    /** What is not run, with a space between. */
    public String exclude() {
        return values.input() == null ? inCluster("exclude").collect(Collectors.joining(" ")) : values.sent("exclude");
    }

    private Stream<String> inCluster(String list) {
        return StreamSupport.stream(values.at(list).spliterator(), false).map(JsonNode::asText);
    }

    /** Whether the files are put into the project's repository too. */
    public boolean files() {
        return values.input() == null ? !values.at(FILES).isMissingNode() : "true".equals(values.sent(FILES));
    }

    @Override
    public Optional<DeploymentSpec> spec(NewSecrets secrets, List<String> problems) {
        var schedule = values.sent("schedule").replaceAll("\\s+", " ");
        var writer = new SpecWriter(values, secrets)
                .write(parts().fields())
                .set(
                        "select",
                        Stream.concat(sentModels().stream(), words(selectors()))
                                .distinct()
                                .toList())
                .set("exclude", words(exclude()).toList())
                .set("schedule", schedule)
                .set("timeZone", values.sent("timeZone"))
                .set("granularity", platform.perModel() ? values.sent("granularity") : "")
                .set("commits.policy", values.sent("commits.policy"))
                .set(FILES + ".path", values.sent(FILES + ".path"))
                .part(platform.key());
        if (files() && platform.hasFiles()) {
            writer.part(FILES);
        } else {
            writer.without(FILES);
        }
        var spec = writer.to(DeploymentSpec.class);
        problems.addAll(writer.problems());
        if (project().isEmpty()) {
            problems.add("Choose the project whose models are run.");
        }
        var wrong = Schedules.wrong(schedule, values.sent("timeZone"));
        if (!wrong.isEmpty()) {
            problems.add(wrong);
        }
        if (platform.needsSchedule() && schedule.isEmpty()) {
            problems.add("Say when to run: a %s runs by the clock only.".formatted(platform.title()));
        }
        return problems.isEmpty() ? spec : Optional.empty();
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split("[\\s,]+")).filter(word -> !word.isEmpty());
    }
}
