package dev.intalgo.operator.job;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import java.util.Optional;

/**
 * How a pod clones the repository: from the operator, with the pod's own token, wherever the repository is.
 *
 * @param url where the operator serves it
 * @param branch the branch
 * @param path the dbt project's folder in it; empty for its root
 */
public record GitAccess(String url, String branch, String path) {

    /**
     * A project's repository.
     *
     * @param branch the branch in it
     * @param path the dbt project's folder
     */
    public static GitAccess of(RunnerSettings runner, IntalgoProject project, String branch, Optional<String> path) {
        var metadata = project.getMetadata();
        return new GitAccess(
                runner.url() + "/git/" + metadata.getNamespace() + "/" + metadata.getName() + ".git",
                branch,
                path.orElse(""));
    }
}
