package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bitbucket Data Center: another API than the cloud's. */
final class BitbucketServer implements PullRequests {
    private static final int PAGE = 100;

    private final Rest rest;
    private final String project;
    private final String slug;
    private final String requests;

    BitbucketServer(RepositoryUrl url, Access access) throws ReviewException {
        this.project = url.fromEnd(1);
        this.slug = url.last();
        this.requests = "/projects/" + project + "/repos/" + slug + "/pull-requests";
        // Over HTTPS a repository is /scm/PROJECT/NAME.git, below where Bitbucket itself is.
        String above = url.before(2).replaceAll("/scm$", "");
        String api = access.api().map(Object::toString).orElse("https://" + url.server() + above + "/rest/api/latest");
        this.rest = new Rest(api, access, Map.of("Authorization", Rest.bearer(access.token())));
    }

    @Override
    public List<PullRequest> open() throws ReviewException {
        return chain(requests + "?state=OPEN&limit=" + PAGE).stream()
                .filter(BitbucketServer::own)
                .map(BitbucketServer::request)
                .toList();
    }

    private List<JsonNode> chain(String first) throws ReviewException {
        String path = first.contains("?") ? first + "&start=" : first + "?start=";
        return rest.chain(
                path + "0",
                "values",
                page -> page.path("isLastPage").asBoolean(true)
                        ? null
                        : path + page.path("nextPageStart").asInt());
    }

    @Override
    public Optional<PullRequest> newest(String branch) throws ReviewException {
        JsonNode found = rest.get(requests + "?state=ALL&order=NEWEST&direction=OUTGOING&limit=10&at="
                + Rest.encoded("refs/heads/" + branch));
        for (JsonNode request : found.path("values")) {
            if (own(request)) {
                return Optional.of(request(request));
            }
        }
        return Optional.empty();
    }

    @Override
    public PullRequest get(long number) throws ReviewException {
        return request(rest.get(requests + "/" + number));
    }

    @Override
    public PullRequest create(Proposal proposal) throws ReviewException {
        ObjectNode body =
                Rest.JSON.createObjectNode().put("title", proposal.title()).put("description", proposal.body());
        ref(body.putObject("fromRef"), proposal.branch());
        ref(body.putObject("toRef"), proposal.base());
        return request(rest.send("POST", requests, body));
    }

    private void ref(ObjectNode ref, String branch) {
        ref.put("id", "refs/heads/" + branch);
        ObjectNode repository = ref.putObject("repository");
        repository.put("slug", slug);
        repository.putObject("project").put("key", project);
    }

    @Override
    public void update(PullRequest request, String title, String body) throws ReviewException {
        JsonNode now = rest.get(requests + "/" + request.number());
        put(now, title, body, now.path("reviewers"));
    }

    private void put(JsonNode now, String title, String body, JsonNode reviewers) throws ReviewException {
        ObjectNode changed = Rest.JSON
                .createObjectNode()
                .put("title", title)
                .put("description", body)
                .put("version", now.path("version").asInt());
        var kept = changed.putArray("reviewers");
        reviewers.forEach(reviewer -> kept.addObject()
                .putObject("user")
                .put("name", reviewer.at("/user/name").asText()));
        rest.send("PUT", requests + "/" + now.path("id").asLong(), changed);
    }

    /** By user name; it has no labels of pull requests. */
    @Override
    public void invite(PullRequest request, List<String> reviewers, List<String> labels) throws ReviewException {
        if (!reviewers.isEmpty()) {
            JsonNode now = rest.get(requests + "/" + request.number());
            var wanted = Rest.JSON.createArrayNode();
            reviewers.forEach(name -> wanted.addObject().putObject("user").put("name", name));
            put(now, now.path("title").asText(), now.path("description").asText(), wanted);
        }
    }

    @Override
    public List<Comment> comments(PullRequest request) throws ReviewException {
        List<Comment> found = new ArrayList<>();
        Set<String> reviewers = new HashSet<>();
        rest.get(requests + "/" + request.number())
                .path("reviewers")
                .forEach(reviewer -> reviewers.add(reviewer.at("/user/name").asText()));
        for (JsonNode activity : chain(requests + "/" + request.number() + "/activities?limit=" + PAGE)) {
            if (activity.path("action").asText().equals("COMMENTED")) {
                thread(activity.path("comment"), activity.path("commentAnchor"), request, reviewers, found);
            }
        }
        return found.reversed();
    }

    private static void thread(
            JsonNode comment, JsonNode anchor, PullRequest request, Set<String> reviewers, List<Comment> found) {
        if (comment.path("threadResolved").asBoolean()
                || comment.path("state").asText().equals("RESOLVED")) {
            return;
        }
        String author = comment.at("/author/name").asText("");
        // Activities come newest first; so that answers stay behind what they answer, they go first here.
        comment.path("comments").forEach(answer -> thread(answer, anchor, request, reviewers, found));
        boolean known =
                found.stream().anyMatch(c -> c.id().equals(comment.path("id").asText()));
        if (!known
                && !author.equals(request.author())
                && reviewers.contains(author)
                && !comment.path("text").asText("").isBlank()) {
            found.add(new Comment(
                    comment.path("id").asText(),
                    author,
                    comment.path("text").asText(),
                    anchor.path("path").asText(""),
                    anchor.path("line").asInt()));
        }
    }

    @Override
    public void reply(PullRequest request, String text) throws ReviewException {
        rest.send(
                "POST",
                requests + "/" + request.number() + "/comments",
                Rest.JSON.createObjectNode().put("text", text));
    }

    @Override
    public void close(PullRequest request) throws ReviewException {
        JsonNode now = rest.get(requests + "/" + request.number());
        rest.send(
                "POST",
                requests + "/" + request.number() + "/decline",
                Rest.JSON.createObjectNode().put("version", now.path("version").asInt()));
    }

    private static boolean own(JsonNode request) {
        return request.at("/fromRef/repository/id").asLong(-1)
                == request.at("/toRef/repository/id").asLong(-2);
    }

    private static PullRequest request(JsonNode request) {
        return new PullRequest(
                request.path("id").asLong(),
                request.at("/links/self/0/href").asText(),
                request.at("/fromRef/displayId").asText(),
                switch (request.path("state").asText()) {
                    case "OPEN" -> PullRequest.State.OPEN;
                    case "MERGED" -> PullRequest.State.MERGED;
                    default -> PullRequest.State.CLOSED;
                },
                request.at("/author/user/name").asText(""),
                request.path("title").asText(""),
                request.path("description").asText(""),
                request.path("updatedDate").asText("")
                        + request.at("/properties/commentCount").asText(""));
    }

    @Override
    public int longestBody() {
        return 30_000;
    }
}
