package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RepositoryFilesTest {
    private static final String DAILY = "team/daily";
    private static final String WEEKLY = "team/weekly";

    private final Map<String, String> repository = new TreeMap<>();

    /** What changes; it is done in the repository. */
    private Map<String, String> put(String deployment, Map<String, String> files) {
        var changes = new RepositoryFiles(deployment, repository).put(files);
        var real = new TreeMap<String, String>();
        changes.forEach((path, text) -> {
            if (!Objects.equals(text, repository.get(path))) {
                real.put(path, text);
                repository.compute(path, (p, old) -> text);
            }
        });
        return real;
    }

    @Test
    void writesFilesWithTheirRecordOnce() {
        assertThat(put(DAILY, Map.of("dags/daily.py", "1")))
                .containsOnlyKeys("dags/daily.py", ".intalgo/deployments/team/daily.json");
        assertThat(put(DAILY, Map.of("dags/daily.py", "1"))).isEmpty();
        assertThat(RepositoryFiles.paths(repository)).isEqualTo(repository.keySet());
    }

    @Test
    void overwritesItsOwnFileAndNobodyElses() {
        repository.put("dags/theirs.py", "theirs");
        put(DAILY, Map.of("dags/daily.py", "1"));
        repository.put("dags/daily.py", "edited");
        assertThat(put(DAILY, Map.of("dags/daily.py", "1"))).containsOnlyKeys("dags/daily.py");
        assertThatExceptionOfType(FileTaken.class)
                .isThrownBy(() -> put(DAILY, Map.of("dags/theirs.py", "2")))
                .withMessageContaining("dags/theirs.py")
                .withMessageContaining("spec.files.path");
        assertThat(repository).containsEntry("dags/theirs.py", "theirs");
    }

    @Test
    void takesOverAFileThatIsTheSameAlready() {
        repository.put("dags/daily.py", "1");
        assertThat(put(DAILY, Map.of("dags/daily.py", "1"))).containsOnlyKeys(".intalgo/deployments/team/daily.json");
    }

    @Test
    void leavesAPathToTheDeploymentThatHasItFirst() {
        put(DAILY, Map.of("dags/flow.py", "1"));
        assertThatExceptionOfType(FileTaken.class)
                .isThrownBy(() -> put(WEEKLY, Map.of("dags/flow.py", "2")))
                .withMessageContaining(".intalgo/deployments/team/daily.json");
        repository.remove("dags/flow.py");
        assertThatExceptionOfType(FileTaken.class).isThrownBy(() -> put(WEEKLY, Map.of("dags/flow.py", "2")));
        assertThat(put(DAILY, Map.of("dags/flow.py", "3"))).containsKey("dags/flow.py");
    }

    @Test
    void sharesAFileForAsLongAsBothHaveItAlike() {
        put(DAILY, Map.of("dags/.airflowignore", "1"));
        put(WEEKLY, Map.of("dags/.airflowignore", "1"));
        assertThat(put(DAILY, Map.of("dags/.airflowignore", "2"))).containsKey("dags/.airflowignore");
        assertThatExceptionOfType(FileTaken.class).isThrownBy(() -> put(WEEKLY, Map.of("dags/.airflowignore", "3")));
        assertThat(put(WEEKLY, Map.of("dags/.airflowignore", "2")))
                .containsOnlyKeys(".intalgo/deployments/team/weekly.json");
        put(DAILY, Map.of());
        assertThat(repository).containsEntry("dags/.airflowignore", "2");
        put(WEEKLY, Map.of());
        assertThat(repository).isEmpty();
    }

    @Test
    void removesWhatNobodyHasEdited() {
        put(DAILY, Map.of("dags/a.py", "a", "dags/b.py", "b", "dags/c.py", "c"));
        assertThat(put(DAILY, Map.of("dags/b.py", "b", "dags/c.py", "c"))).containsEntry("dags/a.py", null);
        repository.put("dags/b.py", "edited");
        put(DAILY, Map.of());
        assertThat(repository).isEqualTo(Map.of("dags/b.py", "edited"));
    }

    @Test
    void takesABrokenRecordForNone() {
        repository.put(".intalgo/deployments/team/daily.json", "{\"files\": 7");
        repository.put(".intalgo/deployments/team/weekly.json", "{\"files\": [7]}");
        assertThat(put(DAILY, Map.of("dags/daily.py", "1"))).hasSize(2);
        assertThat(new RepositoryFiles(DAILY, repository).paths()).containsExactly("dags/daily.py");
    }
}
