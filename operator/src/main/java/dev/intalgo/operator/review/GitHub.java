package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** GitHub, in the cloud and on servers of one's own. */
final class GitHub extends GitHubLike {
    private static final int PAGE = 100;
    private static final Set<String> WRITE = Set.of("admin", "write", "maintain");
    private static final String RESOLVED = """
            query($owner: String!, $name: String!, $number: Int!) {
              repository(owner: $owner, name: $name) { pullRequest(number: $number) {
                reviewThreads(last: 100) { nodes { isResolved comments(first: 100) { nodes { databaseId } } } }
              } }
            }""";

    private final String owner;
    private final String name;
    private final String graphql;

    GitHub(RepositoryUrl url, Access access) throws ReviewException {
        super(
                new Rest(
                        api(url, access),
                        access,
                        Map.of(
                                "Authorization",
                                Rest.bearer(access.token()),
                                "Accept",
                                "application/vnd.github+json",
                                "X-GitHub-Api-Version",
                                "2022-11-28")),
                repository(url));
        this.owner = url.fromEnd(1);
        this.name = url.last();
        // On a server of one's own the REST API is /api/v3, and GraphQL is beside it.
        String api = api(url, access);
        this.graphql = api.endsWith("/api/v3") ? api.replaceAll("/v3$", "/graphql") : api + "/graphql";
    }

    private static String api(RepositoryUrl url, Access access) {
        return access.api().map(Object::toString).orElseGet(() -> api(url.server()));
    }

    private static String api(String server) {
        if (server.equals("github.com") || server.equals("ssh.github.com")) {
            return "https://api.github.com";
        }
        return server.endsWith(".ghe.com") ? "https://api." + server : "https://" + server + "/api/v3";
    }

    @Override
    public List<PullRequest> open() throws ReviewException {
        return rest.pages(page -> repository + "/pulls?state=open&per_page=" + PAGE + "&page=" + page, PAGE).stream()
                .filter(GitHub::own)
                .map(this::request)
                .toList();
    }

    @Override
    public Optional<PullRequest> newest(String branch) throws ReviewException {
        JsonNode found = rest.get(repository + "/pulls?state=all&sort=created&direction=desc&per_page=10&head="
                + Rest.encoded(owner + ":" + branch));
        for (JsonNode request : found) {
            if (own(request)) {
                return Optional.of(request(request));
            }
        }
        return Optional.empty();
    }

    @Override
    public void invite(PullRequest request, List<String> reviewers, List<String> labels) throws ReviewException {
        if (!reviewers.isEmpty()) {
            ObjectNode body = Rest.JSON.createObjectNode();
            ArrayNode people = body.putArray("reviewers");
            ArrayNode teams = body.putArray("team_reviewers");
            // A team is ORGANISATION/TEAM, as people write it.
            reviewers.forEach(reviewer -> {
                int slash = reviewer.indexOf('/');
                (slash < 0 ? people : teams).add(reviewer.substring(slash + 1));
            });
            rest.send("POST", repository + "/pulls/" + request.number() + "/requested_reviewers", body);
        }
        if (!labels.isEmpty()) {
            ObjectNode body = Rest.JSON.createObjectNode();
            labels.forEach(body.putArray("labels")::add);
            rest.send("POST", repository + "/issues/" + request.number() + "/labels", body);
        }
    }

    @Override
    public List<Comment> comments(PullRequest request) throws ReviewException {
        List<JsonNode> all = new ArrayList<>();
        List<Comment> found = new ArrayList<>();
        String issue = repository + "/issues/" + request.number() + "/comments";
        String pull = repository + "/pulls/" + request.number();
        all.addAll(list(issue));
        all.addAll(list(pull + "/reviews"));
        List<JsonNode> onLines = list(pull + "/comments");
        Set<Long> resolved = onLines.isEmpty() ? Set.of() : resolved(request.number());
        onLines.stream()
                .filter(comment -> !resolved.contains(comment.path("id").asLong()))
                .forEach(all::add);
        for (JsonNode comment : all) {
            if (counts(comment, request)) {
                found.add(comment(comment));
            }
        }
        return found;
    }

    private List<JsonNode> list(String path) throws ReviewException {
        return rest.pages(page -> path + "?per_page=" + PAGE + "&page=" + page, PAGE);
    }

    /** The comments on lines whose threads are resolved: REST does not tell. */
    private Set<Long> resolved(long number) throws ReviewException {
        ObjectNode body = Rest.JSON.createObjectNode().put("query", RESOLVED);
        body.putObject("variables").put("owner", owner).put("name", name).put("number", number);
        Set<Long> resolved = new HashSet<>();
        JsonNode threads = rest.send("POST", graphql, body).at("/data/repository/pullRequest/reviewThreads/nodes");
        for (JsonNode thread : threads) {
            if (thread.path("isResolved").asBoolean()) {
                thread.at("/comments/nodes")
                        .forEach(comment ->
                                resolved.add(comment.path("databaseId").asLong()));
            }
        }
        return resolved;
    }

    private boolean counts(JsonNode comment, PullRequest request) throws ReviewException {
        String login = comment.at("/user/login").asText("");
        String state = comment.path("state").asText("");
        return !login.isEmpty()
                && !login.equals(request.author())
                && !comment.at("/user/type").asText().equals("Bot")
                && !state.equals("PENDING")
                && !state.equals("DISMISSED")
                && !state.equals("APPROVED")
                && !comment.path("body").asText("").isBlank()
                && writers.has(login, this::mayWrite);
    }

    private boolean mayWrite(String login) throws ReviewException {
        return rest.find(repository + "/collaborators/" + Rest.encoded(login) + "/permission")
                .filter(found -> WRITE.contains(found.path("permission").asText())
                        || found.at("/user/permissions/push").asBoolean())
                .isPresent();
    }

    private static Comment comment(JsonNode comment) {
        // Reviews and comments are numbered apart.
        String kind = comment.has("submitted_at") ? "review-" : comment.has("path") ? "line-" : "";
        return new Comment(
                kind + comment.path("id").asLong(),
                comment.at("/user/login").asText(),
                comment.path("body").asText(),
                comment.path("path").asText(""),
                comment.path("line").asInt(comment.path("original_line").asInt()));
    }

    private static boolean own(JsonNode request) {
        return request.at("/head/repo/id").asLong(-1)
                == request.at("/base/repo/id").asLong(-2);
    }

    @Override
    PullRequest request(JsonNode request) {
        boolean open = request.path("state").asText().equals("open");
        boolean merged = request.hasNonNull("merged_at");
        return new PullRequest(
                request.path("number").asLong(),
                request.path("html_url").asText(),
                request.at("/head/ref").asText(),
                open ? PullRequest.State.OPEN : merged ? PullRequest.State.MERGED : PullRequest.State.CLOSED,
                request.at("/user/login").asText(),
                request.path("title").asText(""),
                request.path("body").asText(""),
                PullRequest.stamp(request.path("updated_at").asText(""), Instant.now()));
    }
}
