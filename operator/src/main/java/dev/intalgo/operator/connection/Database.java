package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.adapter.ProfileOutline;
import dev.intalgo.operator.job.ConnectionAccess;
import java.util.List;
import java.util.Optional;

/**
 * A Connection whose settings hold: which database it is, and how pods reach it.
 *
 * @param profile its kind, and what of its profile is known
 * @param source what reads its catalog
 * @param access how pods reach it
 * @param profilesYml the profile made from its settings; empty where a person wrote one
 * @param secretVersions the versions of the Secrets that it names, so that a change of one is noticed
 */
public record Database(
        ProfileOutline profile,
        ConnectionSpec.Source source,
        ConnectionAccess access,
        Optional<String> profilesYml,
        List<String> secretVersions) {
    /** Its descriptor, or all that can be said of one without. */
    public Adapter adapter() {
        return profile.adapter();
    }

    /** The same, reached in another way. */
    public Database withAccess(ConnectionAccess other) {
        return with(other, secretVersions);
    }

    Database with(ConnectionAccess otherAccess, List<String> otherVersions) {
        return new Database(profile, source, otherAccess, profilesYml, otherVersions);
    }
}
