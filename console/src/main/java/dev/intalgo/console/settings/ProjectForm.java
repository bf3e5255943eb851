package dev.intalgo.console.settings;

import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.console.form.Field;
import dev.intalgo.console.form.Group;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.Parts;
import dev.intalgo.console.form.SpecFields;
import dev.intalgo.console.form.SpecForm;
import dev.intalgo.console.form.SpecWriter;
import dev.intalgo.console.form.Values;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The form of a project. */
public record ProjectForm(Values values) implements SpecForm {
    private static final List<String> FIRST = List.of(
            "dbt.name",
            "dbt.schema",
            "dbt.materialized",
            "repository.volume.size",
            "repository.claim",
            "repository.nfs",
            "repository.remote.url",
            "repository.remote.branch",
            "repository.remote.path",
            "repository.remote.credentials",
            "repository.remote.pullRequests.provider",
            "approval",
            "llm.model",
            "llm.endpoint",
            "llm.apiKey",
            "instructions");

    @Override
    public Parts parts() {
        var groups = SpecFields.of(IntalgoProjectSpec.class, values, Set.of());
        return new Parts(Group.only(groups, ProjectForm::shownFirst), Group.only(groups, field -> !shownFirst(field)));
    }

    private static boolean shownFirst(Field field) {
        return field.path().equals("repository")
                || field.path().equals("connectionRef")
                || FIRST.stream()
                        .anyMatch(path ->
                                field.path().equals(path) || field.path().startsWith(path + "."));
    }

    @Override
    public Optional<IntalgoProjectSpec> spec(NewSecrets secrets, List<String> problems) {
        var writer = new SpecWriter(values, secrets).write(parts().fields());
        var spec = writer.to(IntalgoProjectSpec.class);
        problems.addAll(writer.problems());
        return spec;
    }
}
