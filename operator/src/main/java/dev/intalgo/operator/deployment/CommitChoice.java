package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.DeploymentSpec.Commits;
import dev.intalgo.api.v1alpha1.DeploymentSpec.Policy;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.kube.NotReady;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which commit a Deployment runs, and which one waits to be approved.
 *
 * @param commit the commit; empty where none may be run yet
 * @param candidate what the policy would run next, where that is another
 * @param reason the policy that chose, as the condition's reason
 * @param message what was chosen, or what it waits for
 */
record CommitChoice(Optional<String> commit, Optional<String> candidate, String reason, String message) {
    private static final String NOT_BUILT = "CommitNotBuilt";

    /**
     * What there is to choose from.
     *
     * @param newest the newest commit that may be run, or the deployed one where nothing of what is run is newer
     * @param why where there is none: why, as reason and message
     * @param gate the Deployment that commits come from, where they do, with those that it ran with success
     * @param refused why the commit that is given may not be run, where it is known that it cannot be built
     */
    record Offer(Optional<String> newest, Why why, Optional<Gate> gate, Optional<Why> refused) {
        Offer(Optional<String> newest, Why why, Optional<Gate> gate) {
            this(newest, why, gate, Optional.empty());
        }

        Offer withNewest(String commit) {
            return new Offer(Optional.of(commit), why, gate, refused);
        }

        Offer withRefused(Optional<Why> why) {
            return new Offer(newest, this.why, gate, why);
        }
    }

    /** Why there is no commit. */
    record Why(String reason, String message) {}

    /** A Deployment that has to run a commit first. */
    record Gate(String name, List<String> succeeded) {}

    static CommitChoice of(Commits commits, DeploymentStatus before, Offer offer) {
        if (commits.commit() != null) {
            return given(commits, before, offer);
        }
        var deployed = Optional.ofNullable(before.commit());
        if (commits.policy() == Policy.APPROVED) {
            return approved(deployed, offer);
        }
        return offer.newest()
                .map(newest -> new CommitChoice(Optional.of(newest), Optional.empty(), "Latest", latest(newest, offer)))
                .or(() -> deployed.map(old -> new CommitChoice(
                        Optional.of(old),
                        Optional.empty(),
                        "Latest",
                        "Stays at commit %s. %s".formatted(old, offer.why().message()))))
                .orElseGet(() -> none(Optional.empty(), offer.why()));
    }

    private static String latest(String commit, Offer offer) {
        return offer.gate()
                .map(gate ->
                        "Commit %s is the last that Deployment \"%s\" ran with success.".formatted(commit, gate.name()))
                .orElse("The project is at commit %s.".formatted(commit));
    }

    private static CommitChoice given(Commits commits, DeploymentStatus before, Offer offer) {
        var commit = commits.commit();
        var ran = before.succeeded().contains(commit);
        var promoted =
                offer.gate().map(gate -> gate.succeeded().contains(commit)).orElse(false);
        if (offer.gate().isPresent() && !ran && !promoted) {
            return none(Optional.empty(), notPromoted(offer.gate().get(), commit));
        }
        var candidate = commits.policy() == Policy.PINNED
                ? Optional.<String>empty()
                : offer.newest().filter(newest -> !newest.equals(commit));
        if (offer.refused().isPresent() && !ran && !promoted && !commit.equals(before.commit())) {
            return none(candidate, offer.refused().get());
        }
        var known = ran || promoted ? "" : " Whether its models can be built shows when it is run: it was not yet.";
        var message = "Commit %s is the one in spec.commits.commit.%s".formatted(commit, known);
        return commits.policy() == Policy.APPROVED
                ? new CommitChoice(Optional.of(commit), candidate, "Approved", message + waits(candidate))
                : new CommitChoice(Optional.of(commit), candidate, "Pinned", message);
    }

    private static CommitChoice approved(Optional<String> deployed, Offer offer) {
        if (deployed.isEmpty()) {
            var why = offer.newest().map(CommitChoice::approvalNeeded).orElse(offer.why());
            return none(offer.newest(), why);
        }
        var candidate = offer.newest().filter(newest -> !newest.equals(deployed.get()));
        var message = "Stays at commit %s until another is approved.".formatted(deployed.get());
        return new CommitChoice(deployed, candidate, "Approved", message + waits(candidate));
    }

    private static Why approvalNeeded(String commit) {
        return new Why("ApprovalNeeded", "Write %s into spec.commits.commit to approve it.".formatted(commit));
    }

    private static String waits(Optional<String> candidate) {
        return candidate
                .map(commit -> " Commit %s waits: write it there to approve it.".formatted(commit))
                .orElse("");
    }

    /** Why a commit may not be run yet, or if none is named, none at all. */
    static Why notPromoted(Gate gate, String commit) {
        var what = commit == null ? "any commit" : "commit " + commit;
        var others = commit == null || gate.succeeded().isEmpty()
                ? ""
                : " It did so with %s.".formatted(String.join(", ", gate.succeeded()));
        return new Why(
                "NotPromoted",
                "Waits until Deployment \"%s\" has run %s with success.%s".formatted(gate.name(), what, others));
    }

    /** Why a commit with models that are not built is not run. */
    static Why notBuilt(String commit, List<?> models) {
        return new Why(
                NOT_BUILT,
                "Commit %s has models that are not built: %s. Mend these Questions, or delete them; their conditions say what is wrong."
                        .formatted(commit, models.stream().map(Object::toString).collect(Collectors.joining(", "))));
    }

    private static CommitChoice none(Optional<String> candidate, Why why) {
        return new CommitChoice(Optional.empty(), candidate, why.reason(), why.message());
    }

    /** The commit, or the wait for one; it is a failure where the wait is for somebody to mend something. */
    String require(String step) throws NotReady {
        return commit.orElseThrow(() -> reason.equals(NOT_BUILT)
                ? NotReady.lacking(step, reason, message)
                : NotReady.waiting(step, reason, message));
    }
}
