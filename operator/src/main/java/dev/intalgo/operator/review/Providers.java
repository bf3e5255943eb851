package dev.intalgo.operator.review;

import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Provider;

/** Tells servers' APIs apart. */
public final class Providers {
    private Providers() {}

    /**
     * The pull requests of a repository.
     *
     * @param url the repository's, by HTTPS or SSH
     */
    public static PullRequests of(Provider provider, String url, Access access) throws ReviewException {
        RepositoryUrl repository = RepositoryUrl.of(url);
        return switch (provider) {
            case GITHUB -> new GitHub(repository, access);
            case GITLAB -> new GitLab(repository, access);
            case GITEA -> new Gitea(repository, access);
            case BITBUCKET ->
                repository.server().endsWith("bitbucket.org")
                        ? new Bitbucket(repository, access)
                        : new BitbucketServer(repository, access);
            case AZURE_DEVOPS -> new AzureDevOps(repository, access);
        };
    }
}
