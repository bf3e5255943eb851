package dev.intalgo.console.model;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.people.ProjectModels.Model;
import dev.intalgo.people.ProjectModels.Test;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of a model and its tests the last time that dbt built it: by the last run of a Deployment that runs it, or
 * when its Question was built, whichever was later.
 */
final class Results {
    private final Model model;
    private final Optional<Source> last;

    /**
     * @param ok whether all of it succeeded; null where that is not known
     * @param failed the names of what failed
     */
    private record Source(String where, String at, Boolean ok, List<String> failed, String message) {}

    /**
     * What became of it.
     *
     * @param ready as a condition's status: True, False or Unknown
     * @param word for the badge
     */
    public record Result(String ready, String word) {
        static final Result UNKNOWN = new Result("Unknown", "Not known");
        static final Result PASSED = new Result("True", "Passed");
        static final Result FAILED = new Result("False", "Failed");
    }

    private Results(Model model, Optional<Source> last) {
        this.model = model;
        this.last = last;
    }

    /**
     * @param question null where it has none, or the person may not see it
     * @param deployments of the model's project
     */
    static Results of(Model model, Question question, List<Deployment> deployments) {
        var runs = deployments.stream()
                .filter(deployment -> deployment.getStatus() != null)
                .filter(deployment -> deployment.getStatus().models().contains(model.name()))
                .flatMap(deployment -> run(deployment).stream());
        return new Results(
                model,
                Stream.concat(runs, built(question).stream())
                        .max(Comparator.comparing(source -> Instant.parse(source.at()))));
    }

    private static Optional<Source> run(Deployment deployment) {
        DeploymentStatus.Run run = deployment.getStatus().lastRun();
        if (run == null || run.finishedAt() == null) {
            return Optional.empty();
        }
        var where = "the last run of Deployment %s"
                .formatted(deployment.getMetadata().getName());
        return Optional.of(new Source(
                where, run.finishedAt(), run.succeeded(), run.failed(), run.message() == null ? "" : run.message()));
    }

    private static Optional<Source> built(Question question) {
        return Optional.ofNullable(question)
                .map(Question::getStatus)
                .flatMap(status -> status.condition("Built"))
                .filter(built -> !"Unknown".equals(built.getStatus()) && built.getLastTransitionTime() != null)
                .map(Results::built);
    }

    private static Source built(Condition built) {
        var ok = "True".equals(built.getStatus());
        return new Source(
                "dbt's build of its Question",
                built.getLastTransitionTime(),
                ok,
                List.of(),
                ok ? "" : built.getMessage());
    }

    /** Where the results come from, as the end of a sentence; empty where there are none. */
    public String where() {
        return last.map(Source::where).orElse("");
    }

    /** When that was. */
    public String at() {
        return last.map(Source::at).orElse("");
    }

    /** What went wrong first, there, with this model or another. */
    public String message() {
        return last.map(Source::message).orElse("");
    }

    /** The model with all its tests. */
    public Result all() {
        if (last.isEmpty() || last.get().ok() == null) {
            return Result.UNKNOWN;
        }
        if (last.get().ok()) {
            return Result.PASSED;
        }
        var failed = last.get().failed();
        if (failed.isEmpty()) {
            return last.get().where().startsWith("the last run") ? Result.UNKNOWN : Result.FAILED;
        }
        var tests = Stream.concat(
                model.tests().stream(), model.columns().stream().flatMap(column -> column.tests().stream()));
        return failed.contains(model.name()) || tests.anyMatch(this::failed) ? Result.FAILED : Result.UNKNOWN;
    }

    /** One of its tests. */
    public Result of(Test test) {
        if (last.isEmpty() || last.get().ok() == null) {
            return Result.UNKNOWN;
        }
        if (last.get().ok()) {
            return Result.PASSED;
        }
        // What is not named may have been skipped.
        return failed(test) ? Result.FAILED : Result.UNKNOWN;
    }

    private boolean failed(Test test) {
        return last.orElseThrow().failed().stream()
                .anyMatch(name -> name.equals(test.start()) || name.startsWith(test.start() + "_"));
    }
}
