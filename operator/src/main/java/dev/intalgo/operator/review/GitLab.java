package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GitLab, whose pull requests are merge requests. */
final class GitLab implements PullRequests {
    private static final int PAGE = 100;
    /** The access level of those who may push: Developer. */
    private static final int DEVELOPER = 30;

    private final Rest rest;
    private final String project;
    private final Writers writers = new Writers();

    GitLab(RepositoryUrl url, Access access) throws ReviewException {
        url.fromEnd(1);
        this.project = "/projects/" + Rest.encoded(String.join("/", url.path()));
        String api = access.api().map(Object::toString).orElse("https://" + url.server() + "/api/v4");
        this.rest = new Rest(api, access, Map.of("PRIVATE-TOKEN", access.token()));
    }

    @Override
    public List<PullRequest> open() throws ReviewException {
        return rest
                .pages(page -> project + "/merge_requests?state=opened&per_page=" + PAGE + "&page=" + page, PAGE)
                .stream()
                .filter(GitLab::own)
                .map(GitLab::request)
                .toList();
    }

    @Override
    public Optional<PullRequest> newest(String branch) throws ReviewException {
        JsonNode found = rest.get(project + "/merge_requests?state=all&order_by=created_at&sort=desc&per_page=10"
                + "&source_branch=" + Rest.encoded(branch));
        for (JsonNode request : found) {
            if (own(request)) {
                return Optional.of(request(request));
            }
        }
        return Optional.empty();
    }

    @Override
    public PullRequest get(long number) throws ReviewException {
        return request(rest.get(path(number)));
    }

    private String path(long number) {
        return project + "/merge_requests/" + number;
    }

    @Override
    public PullRequest create(Proposal proposal) throws ReviewException {
        ObjectNode body = Rest.JSON
                .createObjectNode()
                .put("title", proposal.title())
                .put("description", proposal.body())
                .put("source_branch", proposal.branch())
                .put("target_branch", proposal.base());
        return request(rest.send("POST", project + "/merge_requests", body));
    }

    @Override
    public void update(PullRequest request, String title, String body) throws ReviewException {
        rest.send(
                "PUT",
                path(request.number()),
                Rest.JSON.createObjectNode().put("title", title).put("description", body));
    }

    @Override
    public void invite(PullRequest request, List<String> reviewers, List<String> labels) throws ReviewException {
        ObjectNode body = Rest.JSON.createObjectNode();
        if (!labels.isEmpty()) {
            body.put("add_labels", String.join(",", labels));
        }
        if (!reviewers.isEmpty()) {
            var ids = body.putArray("reviewer_ids");
            for (String reviewer : reviewers) {
                JsonNode found = rest.get("/users?username=" + Rest.encoded(reviewer));
                if (found.isEmpty()) {
                    throw new ReviewException(
                            ReviewException.Reason.ReviewRefused, "GitLab has no user \"" + reviewer + "\"");
                }
                ids.add(found.get(0).path("id").asLong());
            }
        }
        if (!body.isEmpty()) {
            rest.send("PUT", path(request.number()), body);
        }
    }

    @Override
    public List<Comment> comments(PullRequest request) throws ReviewException {
        List<Comment> found = new ArrayList<>();
        List<JsonNode> discussions =
                rest.pages(page -> path(request.number()) + "/discussions?per_page=" + PAGE + "&page=" + page, PAGE);
        for (JsonNode discussion : discussions) {
            for (JsonNode note : discussion.path("notes")) {
                if (counts(note, request)) {
                    found.add(new Comment(
                            note.path("id").asText(),
                            note.at("/author/username").asText(),
                            note.path("body").asText(),
                            note.at("/position/new_path").asText(""),
                            note.at("/position/new_line").asInt()));
                }
            }
        }
        return found;
    }

    private boolean counts(JsonNode note, PullRequest request) throws ReviewException {
        return !note.path("system").asBoolean()
                && !note.path("resolved").asBoolean()
                && !note.at("/author/username").asText().equals(request.author())
                && !note.path("body").asText("").isBlank()
                && writers.has(note.at("/author/id").asText(), this::mayWrite);
    }

    private boolean mayWrite(String id) throws ReviewException {
        return rest.find(project + "/members/all/" + Rest.encoded(id))
                .filter(member -> member.path("access_level").asInt() >= DEVELOPER)
                .isPresent();
    }

    @Override
    public void reply(PullRequest request, String text) throws ReviewException {
        rest.send(
                "POST",
                path(request.number()) + "/notes",
                Rest.JSON.createObjectNode().put("body", text));
    }

    @Override
    public void close(PullRequest request) throws ReviewException {
        rest.send("PUT", path(request.number()), Rest.JSON.createObjectNode().put("state_event", "close"));
    }

    private static boolean own(JsonNode request) {
        return request.path("source_project_id").asLong(-1)
                == request.path("target_project_id").asLong(-2);
    }

    private static PullRequest request(JsonNode request) {
        return new PullRequest(
                request.path("iid").asLong(),
                request.path("web_url").asText(),
                request.path("source_branch").asText(),
                switch (request.path("state").asText()) {
                    case "merged" -> PullRequest.State.MERGED;
                    case "closed" -> PullRequest.State.CLOSED;
                    default -> PullRequest.State.OPEN; // "locked": it is being merged.
                },
                request.at("/author/username").asText(),
                request.path("title").asText(""),
                request.path("description").asText(""),
                request.path("updated_at").asText(""));
    }

    @Override
    public int longestBody() {
        return 200_000;
    }
}
