package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.adapter.Profiles;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.target.Outside;

/** What platforms outside of the cluster need to know. */
final class Outsides {
    private Outsides() {}

    static Outside of(IntalgoProject project, RepositoryPlaces places, Place place) {
        var access = place.access();
        var profilesYml = place.connection()
                .profilesYml()
                .map(yml -> Profiles.elsewhere(yml, place.connection().adapter(), access.schema(), place.name()));
        return new Outside(
                RepositoryPlaces.remote(project).map(remote -> new Outside.Remote(remote.url(), remote.branch())),
                places.access(project).path(),
                access.profile(),
                // A profile written by hand has the targets that it has.
                profilesYml.isPresent() ? place.name().or(access::target) : access.target(),
                profilesYml);
    }
}
