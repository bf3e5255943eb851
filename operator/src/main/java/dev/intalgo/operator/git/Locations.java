package dev.intalgo.operator.git;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.kube.NotReady;

/** Knows where the repositories of projects are. */
public interface Locations {
    /**
     * Where a project's repository is.
     *
     * @throws NotReady where a Secret is missing or the size is none
     */
    Location location(IntalgoProject project) throws NotReady;
}
