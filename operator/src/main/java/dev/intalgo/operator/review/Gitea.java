package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Gitea, and Forgejo, which has the same API. */
final class Gitea extends GitHubLike {
    private static final int PAGE = 50;

    Gitea(RepositoryUrl url, Access access) throws ReviewException {
        super(new Rest(api(url, access), access, Map.of("Authorization", "token " + access.token())), repository(url));
    }

    private static String api(RepositoryUrl url, Access access) {
        return access.api().map(Object::toString).orElse("https://" + url.server() + url.before(2) + "/api/v1");
    }

    @Override
    public List<PullRequest> open() throws ReviewException {
        return list("open");
    }

    private List<PullRequest> list(String state) throws ReviewException {
        return pulls(state).stream().filter(Gitea::own).map(this::request).toList();
    }

    private List<JsonNode> pulls(String state) throws ReviewException {
        Function<Integer, String> pages =
                page -> repository + "/pulls?state=" + state + "&limit=" + PAGE + "&page=" + page;
        try {
            return rest.pages(pages, PAGE);
        } catch (ReviewException e) {
            if (e.reason() != ReviewException.Reason.ReviewUnauthorized) {
                throw e;
            }
            // It has no list while it holds the repository for empty, as it does for a moment after the first push.
            return rest.get(repository).path("empty").asBoolean() ? List.of() : rest.pages(pages, PAGE);
        }
    }

    /** It lists by no branch, and they come newest first. */
    @Override
    public Optional<PullRequest> newest(String branch) throws ReviewException {
        return list("all").stream()
                .filter(request -> request.branch().equals(branch))
                .findFirst();
    }

    @Override
    public void invite(PullRequest request, List<String> reviewers, List<String> labels) throws ReviewException {
        if (!reviewers.isEmpty()) {
            ObjectNode body = Rest.JSON.createObjectNode();
            reviewers.forEach(body.putArray("reviewers")::add);
            rest.send("POST", repository + "/pulls/" + request.number() + "/requested_reviewers", body);
        }
        if (!labels.isEmpty()) {
            Map<String, Long> ids = new HashMap<>();
            rest.pages(page -> repository + "/labels?limit=" + PAGE + "&page=" + page, PAGE)
                    .forEach(label -> ids.put(
                            label.path("name").asText(), label.path("id").asLong()));
            ObjectNode body = Rest.JSON.createObjectNode();
            var wanted = body.putArray("labels");
            for (String label : labels) {
                if (!ids.containsKey(label)) {
                    throw new ReviewException(
                            ReviewException.Reason.ReviewRefused,
                            "the repository has no label \"" + label + "\": make it there");
                }
                wanted.add(ids.get(label));
            }
            rest.send("POST", repository + "/issues/" + request.number() + "/labels", body);
        }
    }

    @Override
    public List<Comment> comments(PullRequest request) throws ReviewException {
        List<Comment> found = new ArrayList<>();
        for (JsonNode comment : rest.get(repository + "/issues/" + request.number() + "/comments")) {
            if (counts(comment, request)) {
                found.add(Comment.of(comment.path("id").asText(), login(comment), text(comment)));
            }
        }
        String reviews = repository + "/pulls/" + request.number() + "/reviews";
        for (JsonNode review : rest.pages(page -> reviews + "?limit=" + PAGE + "&page=" + page, PAGE)) {
            if (review.path("dismissed").asBoolean()
                    || Set.of("PENDING", "REQUEST_REVIEW")
                            .contains(review.path("state").asText())) {
                continue;
            }
            if (!review.path("state").asText().equals("APPROVED") && counts(review, request)) {
                found.add(Comment.of("review-" + review.path("id").asText(), login(review), text(review)));
            }
            if (review.path("comments_count").asInt() > 0) {
                onLines(reviews + "/" + review.path("id").asLong() + "/comments", request, found);
            }
        }
        return found;
    }

    private void onLines(String path, PullRequest request, List<Comment> found) throws ReviewException {
        for (JsonNode comment : rest.get(path)) {
            if (!comment.hasNonNull("resolver") && counts(comment, request)) {
                found.add(new Comment(
                        "line-" + comment.path("id").asText(),
                        login(comment),
                        text(comment),
                        comment.path("path").asText(""),
                        comment.path("position").asInt()));
            }
        }
    }

    private static String login(JsonNode comment) {
        return comment.at("/user/login").asText("");
    }

    private static String text(JsonNode comment) {
        return comment.path("body").asText("");
    }

    private boolean counts(JsonNode comment, PullRequest request) throws ReviewException {
        return !login(comment).isEmpty()
                && !login(comment).equals(request.author())
                && !text(comment).isBlank()
                && writers.has(login(comment), this::mayWrite);
    }

    /** Whoever may write can be given an issue; who may ask for a person's permission is administrators alone. */
    private boolean mayWrite(String login) throws ReviewException {
        Set<String> assignees = new HashSet<>();
        rest.get(repository + "/assignees")
                .forEach(user -> assignees.add(user.path("login").asText()));
        return assignees.contains(login);
    }

    private static boolean own(JsonNode request) {
        return request.at("/head/repo_id").asLong(-1)
                == request.at("/base/repo_id").asLong(-2);
    }

    @Override
    PullRequest request(JsonNode request) {
        boolean open = request.path("state").asText().equals("open");
        return new PullRequest(
                request.path("number").asLong(),
                request.path("html_url").asText(),
                // Not the ref, which is another once the branch is deleted.
                request.at("/head/label").asText(),
                open
                        ? PullRequest.State.OPEN
                        : request.path("merged").asBoolean() ? PullRequest.State.MERGED : PullRequest.State.CLOSED,
                login(request),
                request.path("title").asText(""),
                text(request),
                PullRequest.stamp(request.path("updated_at").asText(""), Instant.now()));
    }
}
