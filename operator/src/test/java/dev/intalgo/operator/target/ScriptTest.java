package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptTest {
    private final Run run = Runs.of(Granularity.PROJECT);

    @Test
    void comparesWithTheFilesOfTheOtherCommit() {
        assertThat(Script.stateFiles(run, Runs.BEFORE))
                .anySatisfy(line -> assertThat(line).contains("archive " + Runs.BEFORE));
    }

    @Test
    void comparesWithNoModelsWhereNothingWasBefore() {
        String folder = run.outside().path();
        assertThat(Script.stateFiles(run, Options.NOTHING))
                .noneSatisfy(line -> assertThat(line).contains("archive"))
                .last()
                .isEqualTo("cp " + folder + "/dbt_project.yml /tmp/intalgo/state/project/" + folder);
    }
}
