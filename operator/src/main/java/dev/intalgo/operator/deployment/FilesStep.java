package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.DeploymentFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an orchestrator loads, in the project's repository too, where the Deployment says so. */
@ApplicationScoped
class FilesStep {
    private static final String REVIEWED = "Reviewed";

    private final DeploymentFiles repository;
    private final Events events;

    FilesStep(DeploymentFiles repository, Events events) {
        this.repository = repository;
        this.events = events;
    }

    /**
     * Commits the files, or removes those that were there before.
     *
     * @param files what the orchestrator loads, by name; empty where it loads none
     * @return the status, with the files that there are now
     */
    DeploymentStatus keep(
            Deployment deployment,
            IntalgoProject project,
            Map<String, String> files,
            DeploymentStatus status,
            Conditions conditions)
            throws NotReady {
        var wanted = deployment.getSpec().files() == null ? Map.<String, String>of() : at(folder(deployment), files);
        if (wanted.isEmpty() && status.files().isEmpty()) {
            return status;
        }
        requireListed(deployment, project, wanted);
        var kept = repository.keep(project, deployment.getMetadata().getName(), wanted);
        kept.commit()
                .ifPresent(commit -> events.normal(
                        deployment, "Committed", "The repository has the files: commit %s.".formatted(commit)));
        if (kept.review().isPresent()) {
            conditions.isUnknown(
                    REVIEWED,
                    "AwaitingReview",
                    "The files wait for review: " + kept.review().get());
        } else if (!wanted.isEmpty()) {
            conditions.isTrue(
                    DeploymentFiles.STEP,
                    "Committed",
                    "The repository has the files, in %s.".formatted(folder(deployment)));
        }
        // A removal that waits is to be looked at again.
        return wanted.isEmpty() && kept.review().isPresent() ? status : status.withFiles(List.copyOf(wanted.keySet()));
    }

    /** Files that are there before the project knows whose they are would stay if the Deployment went at that moment. */
    private static void requireListed(Deployment deployment, IntalgoProject project, Map<String, String> wanted)
            throws NotReady {
        var name = deployment.getMetadata().getName();
        if (!wanted.isEmpty() && !project.getStatus().exposures().contains(name)) {
            throw NotReady.waiting(
                    DeploymentFiles.STEP,
                    "Listing",
                    "The files are committed once IntalgoProject \"%s\" has \"%s\" in status.exposures."
                            .formatted(project.getMetadata().getName(), name));
        }
    }

    private static Map<String, String> at(String folder, Map<String, String> files) {
        Map<String, String> paths = new TreeMap<>();
        files.forEach((name, text) -> paths.put(folder + "/" + name, text));
        return paths;
    }

    /** The folder that was asked for, or the one where the orchestrator looks. */
    private static String folder(Deployment deployment) {
        return Optional.ofNullable(deployment.getSpec().files().path()).orElseGet(() -> usual(deployment));
    }

    private static String usual(Deployment deployment) {
        DeploymentSpec spec = deployment.getSpec();
        if (spec.githubActions() != null) {
            return ".github/workflows";
        }
        if (spec.gitlabCi() != null) {
            return ".gitlab";
        }
        return "deployments/" + deployment.getMetadata().getName();
    }
}
