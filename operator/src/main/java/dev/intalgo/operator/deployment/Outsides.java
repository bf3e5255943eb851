package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.adapter.Profiles;
import dev.intalgo.operator.connection.Database;
import dev.intalgo.operator.job.ConnectionAccess;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.target.Outside;

/** What platforms outside of the cluster need to know. */
final class Outsides {
    private Outsides() {}

    static Outside of(IntalgoProject project, RepositoryPlaces places, Database database, ConnectionAccess access) {
        return new Outside(
                RepositoryPlaces.remote(project).map(remote -> new Outside.Remote(remote.url(), remote.branch())),
                places.access(project).path(),
                access.profile(),
                access.target(),
                database.profilesYml()
                        .map(yml -> access.schema()
                                .map(schema -> Profiles.withSchema(yml, database.adapter(), schema))
                                .orElse(yml)));
    }
}
