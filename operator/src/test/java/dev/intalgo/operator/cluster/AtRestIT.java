package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Everything together, and that it comes to rest. */
@QuarkusTest
class AtRestIT extends ClusterTest {
    private static final Map<Class<? extends CustomResource<?, ? extends Conditioned>>, Set<String>> CONDITIONS =
            Map.of(
                    Connection.class, Set.of("Ready", "SettingsValid", "Reachable", "Ingested"),
                    IntalgoProject.class, Set.of("Ready", "CatalogReady", "RepositoryReady"),
                    Question.class, Set.of("Ready", "ProjectReady", "Answered", "Validated", "Committed", "Built"),
                    Deployment.class,
                            Set.of(
                                    "Ready",
                                    "ScheduleValid",
                                    "ProjectReady",
                                    "CommitChosen",
                                    "Selected",
                                    "Deployed",
                                    "OnTime"));
    private static final Map<Class<? extends CustomResource<?, ? extends Conditioned>>, List<String>> OBJECTS = Map.of(
            Connection.class, List.of("shop"),
            IntalgoProject.class, List.of("shop"),
            Question.class, List.of("totals", "largest", "smallest"),
            Deployment.class, List.of("airflow", "dagster", "cron"));
    private static final Pattern WRITES =
            Pattern.compile("apiserver_request_total\\{.*resource=\"([^\"]*)\".*subresource=\"([^\"]*)\".*"
                    + "verb=\"(POST|PUT|PATCH|APPLY|DELETE|DELETECOLLECTION)\".*\\} (\\S+)");
    private static final Set<String> RESOURCES = Set.of(
            "connections",
            "intalgoprojects",
            "questions",
            "deployments",
            "configmaps",
            "secrets",
            "serviceaccounts",
            "jobs",
            "cronjobs",
            "pods",
            "events");

    @Inject
    MeterRegistry meters;

    @Inject
    Operator sdk;

    private void everything() {
        llm.content(answer("SELECT id, customer_id AS total FROM sales.orders"))
                .content(answer("SELECT id FROM totals"));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        shop.question("largest");
        shop.ready(Question.class, "largest");
        shop.model("smallest", "SELECT id FROM totals", "deletionPolicy: Delete");
        deployment("airflow", "airflow: {}");
        deployment("dagster", "dagster: {}, granularity: Model");
        deployment("cron", "cronJob: {}, schedule: '0 6 * * *'");
        OBJECTS.forEach((kind, names) -> names.forEach(name -> shop.ready(kind, name)));
        // The last commits: who runs the models.
        shop.eventually(() -> assertThat(shop.repository().file("models/exposures.yml"))
                .contains(OBJECTS.get(Deployment.class).stream()
                        .map(name -> "deployment: " + name)
                        .toList()));
        OBJECTS.forEach((kind, names) -> names.forEach(name -> shop.ready(kind, name)));
    }

    private void deployment(String name, String target) {
        shop.apply("kind: Deployment\nmetadata: {name: %s}\nspec: {projectRef: {name: shop}, %s}\n"
                .formatted(name, target));
    }

    @Test
    void everyStatusIsAboutTheNewestGenerationAndSaysWhatItPromises() {
        everything();
        OBJECTS.forEach((kind, names) -> names.forEach(name -> {
            var object = shop.ready(kind, name);
            var conditions = object.getStatus().conditions();
            assertThat(conditions).extracting(Condition::getType).isSubsetOf(CONDITIONS.get(kind));
            assertThat(conditions.getFirst().getType()).isEqualTo("Ready");
            assertThat(conditions).allSatisfy(c -> {
                assertThat(c.getObservedGeneration())
                        .isEqualTo(object.getMetadata().getGeneration());
                assertThat(c.getReason()).matches("[A-Z][A-Za-z]+");
                assertThat(c.getMessage()).isNotBlank();
                assertThat(c.getLastTransitionTime()).isNotBlank();
            });
            assertThat(shop.events(object.getKind(), name)).contains("Ready");
        }));
        // A commit for each Deployment, or one for those that came together.
        var exposed = "Expose the Deployments of shop";
        assertThat(shop.repository().log())
                .contains(exposed)
                .filteredOn(subject -> !subject.equals(exposed))
                .containsExactlyInAnyOrder(
                        "Answer smallest", "Answer largest", "Answer totals", "Describe the sources of shop");
        assertThat(llm.requests).hasSize(2);
    }

    @Test
    void aSecondLookAtEverythingWritesNothing() {
        everything();
        var quiet = settled();
        var looks = looks();
        OBJECTS.forEach((kind, names) -> names.forEach(name -> shop.annotate(kind, name, "test/touched", "1")));
        shop.eventually(() -> OBJECTS.forEach((kind, names) -> assertThat(looks().get(kind.getSimpleName()))
                .as(kind.getSimpleName())
                .isGreaterThanOrEqualTo(looks.get(kind.getSimpleName()) + names.size())));
        var own = new TreeMap<>(quiet);
        OBJECTS.forEach((kind, names) ->
                own.merge("PATCH " + kind.getSimpleName().toLowerCase() + "s", (long) names.size(), Long::sum));
        shop.staysSo(() -> assertThat(writes()).isEqualTo(own));
    }

    /** Else Argo CD and Flux, which compare what people wrote with what is there, would write it back without end. */
    @Test
    void ownsNothingOfWhatPeopleWrite() {
        everything();
        OBJECTS.forEach((kind, names) -> names.forEach(name -> {
            var managers = shop.ready(kind, name).getMetadata().getManagedFields();
            var operators = managers.stream()
                    .filter(entry -> !entry.getManager().equals("kubectl"))
                    .toList();
            assertThat(operators).as(kind + " " + name).isNotEmpty().allSatisfy(entry -> {
                var fields = Serialization.jsonMapper().valueToTree(entry.getFieldsV1());
                if ("status".equals(entry.getSubresource())) {
                    assertThat(fields.fieldNames()).toIterable().containsExactly("f:status");
                } else {
                    assertThat(fields.fieldNames()).toIterable().containsExactly("f:metadata");
                    assertThat(fields.path("f:metadata").fieldNames())
                            .toIterable()
                            .containsExactly("f:finalizers");
                }
            });
        }));
    }

    /** The writes so far, once there are no more. */
    private Map<String, Long> settled() {
        var last = new TreeMap<String, Long>();
        shop.staysSo(() -> {
            var now = writes();
            var before = Map.copyOf(last);
            last.putAll(now);
            assertThat(now).isEqualTo(before);
        });
        return last;
    }

    /** The API server's own count of requests that write, by verb and resource. */
    private Map<String, Long> writes() {
        Map<String, Long> writes = new TreeMap<>();
        client.raw("/metrics")
                .lines()
                .map(WRITES::matcher)
                .filter(Matcher::matches)
                .forEach(m -> {
                    if (RESOURCES.contains(m.group(1)) && !m.group(2).equals("token")) {
                        var what = m.group(3) + " " + m.group(1) + (m.group(2).isEmpty() ? "" : "/" + m.group(2));
                        writes.merge(what, (long) Double.parseDouble(m.group(4)), Long::sum);
                    }
                });
        assertThat(writes).isNotEmpty();
        return writes;
    }

    /** How often the operator has looked at an object of each kind. */
    private Map<String, Double> looks() {
        Map<String, Double> looks = new TreeMap<>();
        for (Counter counter :
                meters.find("operator.sdk.reconciliations.success").counters()) {
            counter.getId().getTags().stream()
                    .filter(tag -> tag.getKey().endsWith("kind"))
                    .forEach(tag -> looks.merge(tag.getValue(), counter.count(), Double::sum));
        }
        assertThat(looks)
                .as(() -> meters.getMeters().stream()
                        .map(m -> m.getId().toString())
                        .filter(m -> m.contains("sdk"))
                        .toList()
                        .toString())
                .containsKeys("Connection", "IntalgoProject", "Question", "Deployment");
        return looks;
    }

    @Test
    void neverGivesUp() {
        assertThat(sdk.getRegisteredControllers()).hasSize(4).allSatisfy(controller -> {
            var retries = controller.getConfiguration().getRetry().initExecution();
            for (int i = 0; i < 100; i++) {
                assertThat(retries.nextDelay()).map(delay -> delay <= 60_000).isEqualTo(Optional.of(true));
            }
        });
    }
}
