package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Azure DevOps. Who may comment there is whom the repository's owners let: it takes a right of its own. */
final class AzureDevOps implements PullRequests {
    private static final String VERSION = "api-version=7.1";
    private static final int PAGE = 100;
    private static final Set<String> RESOLVED = Set.of("fixed", "wontFix", "closed", "byDesign");

    private final Rest rest;
    private final String repository;
    private final String page;

    AzureDevOps(RepositoryUrl url, Access access) throws ReviewException {
        String name = url.last();
        List<String> above = above(url);
        boolean inHost = url.server().endsWith(".visualstudio.com");
        // A project whose repository has its name may be left out of the URL.
        boolean named = above.size() > (inHost ? 0 : 1);
        String project = named ? above.getLast() : name;
        String organisation = "https://" + url.server().replaceFirst("^ssh\\.", "")
                + above.stream().limit(above.size() - (named ? 1 : 0)).reduce("", (a, b) -> a + "/" + b);
        this.page = organisation + "/" + Rest.encoded(project) + "/_git/" + Rest.encoded(name) + "/pullrequest/";
        this.repository = "/" + Rest.encoded(project) + "/_apis/git/repositories/" + Rest.encoded(name);
        this.rest = new Rest(
                access.api().map(Object::toString).orElse(organisation),
                access,
                Map.of("Authorization", Rest.basic("", access.token())));
    }

    /** The organisation or collection, and the project: before {@code _git}, or after an SSH URL's {@code v3}. */
    private static List<String> above(RepositoryUrl url) {
        List<String> path = url.path();
        int git = path.indexOf("_git");
        return git < 0 ? path.subList(1, path.size() - 1) : path.subList(0, git);
    }

    @Override
    public List<PullRequest> open() throws ReviewException {
        List<PullRequest> all = new ArrayList<>();
        List<JsonNode> found = list("searchCriteria.status=active", PAGE);
        for (int from = PAGE; found.size() == PAGE; from += PAGE) {
            found.forEach(request -> add(request, all));
            found = list("searchCriteria.status=active&$skip=" + from, PAGE);
        }
        found.forEach(request -> add(request, all));
        return all;
    }

    private List<JsonNode> list(String criteria, int most) throws ReviewException {
        List<JsonNode> found = new ArrayList<>();
        rest.get(repository + "/pullrequests?" + criteria.replace("$", "%24") + "&%24top=" + most + "&" + VERSION)
                .path("value")
                .forEach(found::add);
        return found;
    }

    private void add(JsonNode request, List<PullRequest> all) {
        if (!request.hasNonNull("forkSource")) {
            all.add(request(request));
        }
    }

    @Override
    public Optional<PullRequest> newest(String branch) throws ReviewException {
        List<PullRequest> found = new ArrayList<>();
        list("searchCriteria.status=all&searchCriteria.sourceRefName=" + Rest.encoded("refs/heads/" + branch), 10)
                .forEach(request -> add(request, found));
        return found.stream().max((a, b) -> Long.compare(a.number(), b.number()));
    }

    @Override
    public PullRequest get(long number) throws ReviewException {
        return request(rest.get(path(number, "")));
    }

    private String path(long number, String below) {
        return repository + "/pullrequests/" + number + below + "?" + VERSION;
    }

    @Override
    public PullRequest create(Proposal proposal) throws ReviewException {
        ObjectNode body = Rest.JSON
                .createObjectNode()
                .put("title", proposal.title())
                .put("description", proposal.body())
                .put("sourceRefName", "refs/heads/" + proposal.branch())
                .put("targetRefName", "refs/heads/" + proposal.base());
        return request(rest.send("POST", repository + "/pullrequests?" + VERSION, body));
    }

    @Override
    public void update(PullRequest request, String title, String body) throws ReviewException {
        rest.send(
                "PATCH",
                path(request.number(), ""),
                Rest.JSON.createObjectNode().put("title", title).put("description", body));
    }

    /** By the id of a user or a group. */
    @Override
    public void invite(PullRequest request, List<String> reviewers, List<String> labels) throws ReviewException {
        for (String reviewer : reviewers) {
            ObjectNode body = Rest.JSON.createObjectNode().put("id", reviewer).put("vote", 0);
            rest.send("PUT", path(request.number(), "/reviewers/" + Rest.encoded(reviewer)), body);
        }
        for (String label : labels) {
            rest.send(
                    "POST",
                    path(request.number(), "/labels"),
                    Rest.JSON.createObjectNode().put("name", label));
        }
    }

    @Override
    public List<Comment> comments(PullRequest request) throws ReviewException {
        List<Comment> found = new ArrayList<>();
        for (JsonNode thread : rest.get(path(request.number(), "/threads")).path("value")) {
            if (thread.path("isDeleted").asBoolean()
                    || RESOLVED.contains(thread.path("status").asText())) {
                continue;
            }
            for (JsonNode comment : thread.path("comments")) {
                boolean counts = comment.path("commentType").asText().equals("text")
                        && !comment.path("isDeleted").asBoolean()
                        && !comment.at("/author/id").asText().equals(request.author())
                        && !comment.path("content").asText("").isBlank();
                if (counts) {
                    found.add(new Comment(
                            thread.path("id").asText() + "-"
                                    + comment.path("id").asText(),
                            comment.at("/author/displayName").asText(""),
                            comment.path("content").asText(),
                            thread.at("/threadContext/filePath").asText("").replaceFirst("^/", ""),
                            thread.at("/threadContext/rightFileStart/line").asInt()));
                }
            }
        }
        return found;
    }

    @Override
    public void reply(PullRequest request, String text) throws ReviewException {
        ObjectNode body = Rest.JSON.createObjectNode().put("status", "closed");
        body.putArray("comments")
                .addObject()
                .put("parentCommentId", 0)
                .put("content", text)
                .put("commentType", "text");
        rest.send("POST", path(request.number(), "/threads"), body);
    }

    @Override
    public void close(PullRequest request) throws ReviewException {
        rest.send(
                "PATCH",
                path(request.number(), ""),
                Rest.JSON.createObjectNode().put("status", "abandoned"));
    }

    private PullRequest request(JsonNode request) {
        long number = request.path("pullRequestId").asLong();
        return new PullRequest(
                number,
                page + number,
                request.path("sourceRefName").asText().replaceFirst("^refs/heads/", ""),
                switch (request.path("status").asText()) {
                    case "completed" -> PullRequest.State.MERGED;
                    case "abandoned" -> PullRequest.State.CLOSED;
                    default -> PullRequest.State.OPEN;
                },
                request.at("/createdBy/id").asText(""),
                request.path("title").asText(""),
                request.path("description").asText(""),
                "");
    }

    @Override
    public int longestBody() {
        return 4_000;
    }
}
