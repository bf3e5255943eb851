package dev.intalgo.operator.job;

import dev.intalgo.api.v1alpha1.SecretKeyRef;
import java.util.Optional;

/**
 * How a pod clones the repository.
 *
 * @param url the repository's https URL
 * @param branch the branch
 * @param path the dbt project's folder in it; empty for its root
 * @param auth how to sign in
 * @param caPem further certificates, in PEM, to check the server's against
 */
public record GitAccess(String url, String branch, String path, Auth auth, Optional<String> caPem) {

    /** A repository that the operator serves. */
    public static GitAccess volume(RunnerSettings runner, String namespace, String project) {
        String url = runner.url() + "/git/" + namespace + "/" + project + ".git";
        return new GitAccess(url, "main", "", new Auth.Token(), Optional.empty());
    }

    /** How to sign in. */
    public sealed interface Auth {
        /** Not at all. */
        record None() implements Auth {}

        /** With the pod's own token, at the operator. */
        record Token() implements Auth {}

        /** With a user name, and a password or token in a Secret. */
        record Basic(String username, SecretKeyRef password) implements Auth {}
    }
}
