package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What GitHub's API and those that were made after it have in common. */
abstract sealed class GitHubLike implements PullRequests permits GitHub, Gitea {
    final Rest rest;
    /** The path of the repository in the API. */
    final String repository;

    final Writers writers = new Writers();

    GitHubLike(Rest rest, String repository) {
        this.rest = rest;
        this.repository = repository;
    }

    static String repository(RepositoryUrl url) throws ReviewException {
        return "/repos/" + url.fromEnd(1) + "/" + url.last();
    }

    /** Reads a pull request as the API writes it. */
    abstract PullRequest request(JsonNode request);

    @Override
    public PullRequest get(long number) throws ReviewException {
        return request(rest.get(repository + "/pulls/" + number));
    }

    @Override
    public PullRequest create(Proposal proposal) throws ReviewException {
        ObjectNode body = Rest.JSON
                .createObjectNode()
                .put("title", proposal.title())
                .put("body", proposal.body())
                .put("head", proposal.branch())
                .put("base", proposal.base());
        return request(rest.send("POST", repository + "/pulls", body));
    }

    @Override
    public void update(PullRequest request, String title, String body) throws ReviewException {
        rest.send(
                "PATCH",
                repository + "/pulls/" + request.number(),
                Rest.JSON.createObjectNode().put("title", title).put("body", body));
    }

    @Override
    public void reply(PullRequest request, String text) throws ReviewException {
        rest.send(
                "POST",
                repository + "/issues/" + request.number() + "/comments",
                Rest.JSON.createObjectNode().put("body", text));
    }

    @Override
    public void close(PullRequest request) throws ReviewException {
        rest.send(
                "PATCH",
                repository + "/pulls/" + request.number(),
                Rest.JSON.createObjectNode().put("state", "closed"));
    }
}
