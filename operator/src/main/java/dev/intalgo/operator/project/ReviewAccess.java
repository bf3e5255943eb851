package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.operator.git.Credentials;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.GithubAppTokens;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import dev.intalgo.operator.review.Access;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** With what the operator signs in to a project's Git server for pull requests. */
@ApplicationScoped
class ReviewAccess {
    private static final String TOKEN = "spec.repository.remote.pullRequests.token";

    private final Secrets secrets;
    private final GithubAppTokens tokens;

    ReviewAccess(Secrets secrets, GithubAppTokens tokens) {
        this.secrets = secrets;
        this.tokens = tokens;
    }

    /** The pull requests' settings, for a project that wants them; empty where branches alone are meant. */
    static Optional<IntalgoProjectSpec.PullRequests> pullRequests(IntalgoProject project) {
        return Optional.ofNullable(project.getSpec().repository().remote())
                .map(IntalgoProjectSpec.Remote::pullRequests)
                .filter(settings -> project.getSpec().approval() == IntalgoProjectSpec.Approval.PULL_REQUEST);
    }

    /** @throws NotReady where a Secret is missing, or nothing says which token to use */
    Access of(IntalgoProject project, Location location, IntalgoProjectSpec.PullRequests settings) throws NotReady {
        return new Access(
                Optional.ofNullable(settings.apiUrl()).map(URI::create),
                token(project, (Location.Remote) location, settings),
                Optional.ofNullable(project.getSpec().repository().remote().caBundle()),
                ((Location.Remote) location).proxy());
    }

    private String token(IntalgoProject project, Location.Remote location, IntalgoProjectSpec.PullRequests settings)
            throws NotReady {
        if (settings.token() != null) {
            return secrets.value(
                    Reviews.STEP,
                    project.getMetadata().getNamespace(),
                    TOKEN,
                    settings.token().secretKeyRef());
        }
        switch (location.credentials().orElse(null)) {
            case Credentials.Basic basic -> {
                return basic.password();
            }
            case Credentials.GithubApp app -> {
                try {
                    return tokens.token(location, app);
                } catch (GitException e) {
                    throw NotReady.retrying(Reviews.STEP, e.reason().name(), e.getMessage());
                }
            }
            case null, default -> {}
        }
        throw NotReady.failed(
                Reviews.STEP,
                "ReviewUnauthorized",
                "Nothing says with which token pull requests are made: name a Secret in " + TOKEN + ".");
    }
}
