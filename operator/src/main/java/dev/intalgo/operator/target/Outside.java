package dev.intalgo.operator.target;

import java.util.Optional;

/**
 * What a platform needs to know that runs the project without the cluster.
 *
 * @param remote where it clones the project from; empty: only the operator has it
 * @param path the dbt project's folder in the repository; empty: its root
 * @param profile the name of the profile that dbt uses
 * @param target the profile's target; empty: its default
 * @param profilesYml the {@code profiles.yml}, whose credentials are names of environment variables; empty: a person
 *     wrote it, into a Secret
 */
public record Outside(
        Optional<Remote> remote, String path, String profile, Optional<String> target, Optional<String> profilesYml) {

    /** A repository on a Git server. */
    public record Remote(String url, String branch) {}
}
