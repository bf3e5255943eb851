package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pebbletemplates.pebble.PebbleEngine;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a selector is: what dbt is told in the end is what a person wrote, whatever reads the file before. */
class UntrustedSelectionTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Text, and now and then what one of those who read it takes for its own. */
    @Provide
    Arbitrary<String> selectors() {
        Arbitrary<String> marks = Arbitraries.of(
                "{{",
                "}}",
                "{%",
                "%}",
                "{#",
                "{",
                "${{",
                "$(HOME)",
                "$$",
                "$",
                "`id`",
                "'",
                "\"",
                "\\",
                "\n",
                "#",
                ": ",
                "{{workflow.uid}}",
                "{{=1}}",
                "{{ secret('x') }}",
                "$(INTALGO_BRACE)",
                "é☕",
                " ");
        Arbitrary<String> words = Arbitraries.strings().ascii().ofMaxLength(4).map(text -> text.replace("\0", ""));
        return Arbitraries.oneOf(marks, words)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(parts -> String.join("", parts))
                .filter(text -> !text.isEmpty());
    }

    @Property(tries = 300)
    void comesThroughArgo(@ForAll("selectors") String selector) throws IOException {
        JsonNode file = YAML.readTree(Samples.ARGO.files(run(selector)).get("workflow.yaml"));
        String argument = last(file.at("/spec/workflowSpec/templates/0/container/args"));
        assertThat(argument).doesNotContain("{{");
        assertThat(kubernetes(argument)).isEqualTo(selector);
    }

    @Property(tries = 300)
    void comesThroughArgosParameters(@ForAll("selectors") String selector) throws IOException {
        var node = new Graph.Node("model.shop.x", "x", "model", selector, List.of(), List.of(), List.of(), "", "");
        Run run = Runs.of(Granularity.MODEL, new Graph(List.of(node), List.of()));
        JsonNode file = YAML.readTree(Samples.ARGO.files(run).get("workflow.yaml"));
        String value = file.at("/spec/workflowSpec/templates/0/dag/tasks/0/arguments/parameters/0/value")
                .asText();
        assertThat(value).doesNotContain("{{");
        assertThat(kubernetes(value)).isEqualTo(selector);
    }

    @Property(tries = 300)
    void comesThroughKestra(@ForAll("selectors") String selector, @ForAll boolean trimming) throws IOException {
        JsonNode file = YAML.readTree(Samples.KESTRA.files(run(selector)).get("flow.yaml"));
        var engine = new PebbleEngine.Builder()
                .autoEscaping(false)
                .strictVariables(true)
                .newLineTrimming(trimming)
                .build();
        var rendered = new StringWriter();
        engine.getLiteralTemplate(last(file.at("/tasks/0/spec/containers/0/args")))
                .evaluate(rendered, Map.of());
        assertThat(kubernetes(rendered.toString())).isEqualTo(selector);
    }

    @Property(tries = 100)
    void comesThroughAShell(@ForAll("selectors") String selector) throws Exception {
        var process = new ProcessBuilder("sh", "-c", "printf '%s' " + Script.line(List.of(selector))).start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo(selector);
        assertThat(process.waitFor()).isZero();
    }

    @Property(tries = 300)
    void comesThroughGitHub(@ForAll("selectors") String selector) throws IOException {
        String file = Samples.GITHUB.files(run(selector)).get("intalgo-daily.shop-models.yml");
        String script = YAML.readTree(file).at("/jobs/dbt/steps/1/run").asText();
        String read = script.replace("${{ '${{' }}", "<expression>");
        assertThat(read).doesNotContain("${{");
        assertThat(read.replace("<expression>", "${{"))
                .contains("--select " + Script.line(List.of(selector)) + " $refresh; do\n");
    }

    @Property(tries = 300)
    void comesThroughGitLab(@ForAll("selectors") String selector) throws IOException {
        String file = Samples.GITLAB.files(run(selector)).get("intalgo-daily.shop-models.yml");
        assertThat(YAML.readTree(file).at("/intalgo-daily.shop-models/script/0").asText())
                .contains("--select " + Script.line(List.of(selector)) + " $refresh; do\n");
    }

    @Property(tries = 300)
    void comesThroughDbtCloud(@ForAll("selectors") String selector) throws IOException {
        String file = Samples.DBT_CLOUD.files(run(selector)).get("jobs.yml");
        assertThat(Stream.of("{{", "{%", "{#")).noneMatch(file::contains);
        assertThat(YAML.readTree(file)
                        .at("/jobs/daily_shop_models/execute_steps/0")
                        .asText())
                .isEqualTo("dbt build --select " + Script.line(List.of(selector)));
    }

    @Property(tries = 300)
    void comesThroughPrefect(@ForAll("selectors") String selector) {
        Map<String, String> files = Samples.PREFECT.files(run(selector));
        assertThat(files.get("flow.py")).isEqualTo(Json.resource("prefect.py"));
        assertThat(files.get("prefect.yaml")).doesNotContain("{{");
        String argument = last(Runs.parsed(files.get("run.json")).at("/pod/spec/containers/0/args"));
        assertThat(kubernetes(argument)).isEqualTo(selector);
    }

    /** A question, which only people read. */
    @Property(tries = 300)
    void showsAQuestionInKestraAsItIs(@ForAll("selectors") String question) throws IOException {
        assumeThat(question.strip()).isNotEmpty();
        var node = new Graph.Node("model.shop.x", "x", "model", "x", List.of(), List.of(), List.of(), "", question);
        Run run = Runs.of(Granularity.PROJECT, new Graph(List.of(node), List.of()));
        JsonNode flow = YAML.readTree(Samples.KESTRA.files(run).get("flow.yaml"));
        assertThat(flow.path("description").asText()).isEqualTo(Markdown.of(run));
    }

    private static Run run(String selector) {
        return Runs.of(Granularity.PROJECT).withSelection(Selection.of(List.of(selector)));
    }

    private static String last(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .reduce((first, second) -> second)
                .orElseThrow()
                .asText();
    }

    /** What a container is given, where the one variable that there is has a brace. */
    private static String kubernetes(String argument) {
        return Pattern.compile("\\$\\$|\\$\\(INTALGO_BRACE\\)")
                .matcher(argument)
                .replaceAll(found -> found.group().equals("$$") ? "\\$" : "{");
    }
}
