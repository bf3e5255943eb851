package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final String OTHER = "89abcdef0123456789abcdef0123456789abcdef";

    private final Run run = Runs.of(Granularity.PROJECT);

    @Test
    void comparesWithTheFilesOfTheOtherCommit() {
        assertThat(Script.stateFiles(run, OTHER))
                .anySatisfy(line -> assertThat(line).contains("archive " + OTHER));
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
