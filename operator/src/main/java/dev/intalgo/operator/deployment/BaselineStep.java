package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.Options;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What a Deployment's selectors of the method state compare with. */
@ApplicationScoped
class BaselineStep {
    private static final String FIELD = "spec.state.deploymentRef";

    private final CommitStep commits;
    private final PlaceStep places;

    BaselineStep(CommitStep commits, PlaceStep places) {
        this.commits = commits;
        this.places = places;
    }

    /** @throws NotReady the commit, or the Deployment, or where that builds, is not there */
    Optional<Baseline> of(Deployment deployment, IntalgoProject project, Context<Deployment> context) throws NotReady {
        var state = deployment.getSpec().state();
        if (state == null) {
            return Optional.empty();
        }
        if (state.commit() != null) {
            commits.requireCommit(project, state.commit(), SelectionStep.STEP, "spec.state.commit");
            return Optional.of(new Baseline(state.commit(), Optional.empty(), state.defer()));
        }
        var other = Others.find(deployment, state.deploymentRef().name(), SelectionStep.STEP, FIELD, context);
        var last = Others.status(other).lastSuccess();
        if (last == null || last.commit() == null) {
            return Optional.of(new Baseline(Options.NOTHING, Optional.empty(), false));
        }
        return Optional.of(new Baseline(last.commit(), Optional.of(places.of(other, project)), state.defer()));
    }
}
