package dev.intalgo.operator.review;

import java.util.List;
import java.util.Optional;

/** The pull requests of one repository on a Git server. Those from forks are never among them. */
public sealed interface PullRequests permits GitHubLike, GitLab, Bitbucket, BitbucketServer, AzureDevOps {

    /** All that are open. */
    List<PullRequest> open() throws ReviewException;

    /** The newest of a branch, open or not. */
    Optional<PullRequest> newest(String branch) throws ReviewException;

    /** One by its number. */
    PullRequest get(long number) throws ReviewException;

    /** Opens one. */
    PullRequest create(Proposal proposal) throws ReviewException;

    /** Gives one another title and description. */
    void update(PullRequest request, String title, String body) throws ReviewException;

    /** Asks people for a review and labels the pull request, with names as the server has them. */
    void invite(PullRequest request, List<String> reviewers, List<String> labels) throws ReviewException;

    /**
     * What people say of it, oldest first: neither the one who opened it, nor bots, nor those who are known not to be
     * able to write to the repository; and nothing that is resolved.
     */
    List<Comment> comments(PullRequest request) throws ReviewException;

    /** Says something. */
    void reply(PullRequest request, String text) throws ReviewException;

    /** Closes it without a merge. */
    void close(PullRequest request) throws ReviewException;

    /** How long a description may be, in characters. */
    default int longestBody() {
        return 60_000;
    }
}
