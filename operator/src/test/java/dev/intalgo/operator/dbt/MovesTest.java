package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovesTest {
    private static final Place MODEL = new Place("top_customers", Mode.MODEL);
    private static final Place BEST = new Place("best", Mode.MODEL);
    private static final Answer ANSWER =
            AnswerFilesTest.answer("select id\nfrom {{ source('public', 'customers') }}", "The best.", "id");

    private static Map<String, String> applied(Map<String, String> files, Map<String, String> changes) {
        Map<String, String> after = new HashMap<>(files);
        after.putAll(changes);
        after.values().removeIf(Objects::isNull);
        return after;
    }

    private static Map<String, String> written() {
        return new HashMap<>(AnswerFiles.write(ANSWER, Map.of()));
    }

    @Test
    void renamesAModelAndEveryReferenceToIt() {
        Map<String, String> files = written();
        files.put("models/b.sql", "select * from {{ ref('top_customers') }} join {{ ref( \"top_customers\" ) }}\n");
        files.put("models/c.sql", "select * from {{ ref('top_customers2') }} -- top_customers\n");

        Map<String, String> after = applied(files, Moves.move(MODEL, BEST, files));

        assertThat(after).containsOnlyKeys("models/best.sql", "models/best.yml", "models/b.sql", "models/c.sql");
        assertThat(after.get("models/b.sql")).isEqualTo("select * from {{ ref('best') }} join {{ ref( \"best\" ) }}\n");
        assertThat(after.get("models/c.sql")).isEqualTo(files.get("models/c.sql"));
        assertThat(after).containsAllEntriesOf(AnswerFiles.write(ANSWER.withName("best"), Map.of()));
    }

    @Test
    void keepsWhatPeopleWroteIntoItsYaml() {
        Map<String, String> files = written();
        files.computeIfPresent(
                "models/top_customers.yml",
                (p, text) -> "# Ours\n"
                        + text.replace("The best.", "By hand.")
                        + "\nunit_tests:\n  - name: t\n    model: top_customers\n    given: []\n");

        Map<String, String> after = applied(files, Moves.move(MODEL, BEST, files));

        assertThat(after.get("models/best.yml"))
                .isEqualTo(files.get("models/top_customers.yml")
                        .replace("name: top_customers", "name: best")
                        .replace("model: top_customers", "model: best"));
    }

    @Test
    void staysInTheFolderAndTheYamlThatSomebodyChose() {
        Map<String, String> files = new HashMap<>(Map.of(
                "models/marts/top_customers.sql",
                written().get("models/top_customers.sql"),
                "models/marts/schema.yml",
                written().get("models/top_customers.yml") + "  - name: other # mine\n"));

        Map<String, String> after = applied(files, Moves.move(MODEL, BEST, files));

        assertThat(after).containsOnlyKeys("models/marts/best.sql", "models/marts/schema.yml");
        assertThat(after.get("models/marts/schema.yml")).contains("- name: best  # intalgo", "- name: other # mine");
        assertThat(AnswerFiles.write(ANSWER.withName("best"), after)).isEmpty();
    }

    @Test
    void makesAnAnalysisOfAModelAndBack() {
        Place analysis = new Place("top_customers", Mode.ANALYSIS);
        Map<String, String> files = written();

        Map<String, String> after = applied(files, Moves.move(MODEL, analysis, files));
        Map<String, String> back = applied(after, Moves.move(analysis, MODEL, after));

        assertThat(after).containsOnlyKeys("analyses/top_customers.sql", "analyses/top_customers.yml");
        assertThat(after.get("analyses/top_customers.yml"))
                .startsWith("version: 2\n\nanalyses:\n")
                .doesNotContain("data_tests", "materialized");
        assertThat(back).isEqualTo(AnswerFiles.write(ANSWER.withMaterialized(""), Map.of()));
    }

    @Test
    void leavesAnAnswerThatFollowsUnedited() {
        Answer reader = new Answer(
                "reader",
                Mode.MODEL,
                "select id from {{ ref('top_customers') }}",
                "",
                "",
                List.of(),
                "",
                "k",
                "",
                "gpt",
                1,
                1,
                List.of("ref.top_customers"),
                List.of(),
                List.of(),
                false,
                false,
                List.of(),
                List.of(),
                "",
                Origin.UNKNOWN);
        Map<String, String> files = written();
        files.putAll(AnswerFiles.write(reader, files));

        Map<String, String> after = applied(files, Moves.move(MODEL, BEST, files));

        Answer followed = AnswerFiles.read("reader", Mode.MODEL, after).orElseThrow();
        assertThat(followed.edited()).isFalse();
        assertThat(followed.references()).containsExactly("ref.best");
    }

    @Test
    void leavesAViewOfTheOldNameThatFollowsTheNextRename() {
        Map<String, String> files = applied(written(), Moves.move(MODEL, BEST, written()));
        Map<String, String> alias = applied(files, Aliases.write("top_customers", ANSWER.withName("best"), files));

        assertThat(alias.get("models/top_customers.sql")).isEqualTo("select * from {{ ref('best') }}\n");
        assertThat(alias.get("models/top_customers.yml")).contains("Deprecated", "aliasOf: best", "materialized: view");
        assertThat(AnswerFiles.all(alias)).extracting(Answer::name).containsExactly("best");
        assertThat(Aliases.of("best", alias)).containsExactly("top_customers");

        Map<String, String> next = applied(alias, Moves.move(BEST, new Place("finest", Mode.MODEL), alias));

        assertThat(next.get("models/top_customers.sql")).isEqualTo("select * from {{ ref('finest') }}\n");
        assertThat(next).containsAllEntriesOf(Aliases.write("top_customers", ANSWER.withName("finest"), Map.of()));
        assertThat(applied(next, Aliases.remove("top_customers", next)))
                .containsOnlyKeys("models/finest.sql", "models/finest.yml");
    }

    @Test
    void namesThoseWhoReadAModel() {
        Map<String, String> files = written();
        files.put("models/theirs.sql", "select 1 from {{ ref('top_customers') }}\n");
        files.put("models/e.yml", "exposures:\n  - name: board\n    depends_on: [ref('top_customers')]\n");
        files.putAll(Aliases.write("earlier", ANSWER, files));

        assertThat(Readers.of(MODEL, files)).containsExactly("models/e.yml", "models/theirs.sql");
        files.keySet().removeAll(List.of("models/e.yml", "models/theirs.sql"));
        assertThat(Readers.of(MODEL, files)).isEmpty();
        assertThat(applied(files, Readers.without(MODEL, files))).isEmpty();
    }

    @Test
    void isAMoveToGit(@TempDir Path folder) throws IOException, InterruptedException {
        Map<String, String> files = written();
        files.put("models/b.sql", "select * from {{ ref('top_customers') }}\n");
        git(folder, "init", "--quiet");
        commit(folder, Map.of(), files, "first");
        Map<String, String> renamed = applied(files, Moves.move(MODEL, BEST, files));
        commit(folder, files, renamed, "second");
        Map<String, String> analysis = applied(renamed, Moves.move(BEST, new Place("best", Mode.ANALYSIS), renamed));
        commit(folder, renamed, analysis, "third");

        for (String path : List.of("analyses/best.sql", "analyses/best.yml")) {
            assertThat(git(folder, "log", "--follow", "--format=%s", "--", path).lines())
                    .as(path)
                    .containsExactly("third", "second", "first");
        }
        assertThat(git(folder, "show", "--name-status", "--format=", "HEAD~1").lines())
                .anyMatch(line -> line.matches("R100\\s+models/top_customers.sql\\s+models/best.sql"));
    }

    private static void commit(Path folder, Map<String, String> before, Map<String, String> after, String message)
            throws IOException, InterruptedException {
        for (String path : before.keySet()) {
            Files.delete(folder.resolve(path));
        }
        for (Map.Entry<String, String> file : after.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        git(folder, "add", "--all");
        git(folder, "-c", "user.name=Ann", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", message);
    }

    private static String git(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(output).isZero();
        return output;
    }
}
