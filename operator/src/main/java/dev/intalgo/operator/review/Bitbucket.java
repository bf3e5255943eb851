package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bitbucket Cloud. */
final class Bitbucket implements PullRequests {
    private final Rest rest;
    private final String repository;

    Bitbucket(RepositoryUrl url, Access access) throws ReviewException {
        this.repository = "/repositories/" + url.fromEnd(1) + "/" + url.last();
        String api = access.api().map(Object::toString).orElse("https://api.bitbucket.org/2.0");
        this.rest = new Rest(api, access, Map.of("Authorization", authorization(access.token())));
    }

    /** API tokens go with the person's email address, access tokens of a repository alone. */
    private static String authorization(String token) {
        int colon = token.indexOf(':');
        return colon > 0 ? Rest.basic(token.substring(0, colon), token.substring(colon + 1)) : Rest.bearer(token);
    }

    @Override
    public List<PullRequest> open() throws ReviewException {
        return chain(repository + "/pullrequests?state=OPEN&pagelen=50").stream()
                .filter(Bitbucket::own)
                .map(Bitbucket::request)
                .toList();
    }

    private List<JsonNode> chain(String first) throws ReviewException {
        return rest.chain(first, "values", page -> page.path("next").asText(null));
    }

    @Override
    public Optional<PullRequest> newest(String branch) throws ReviewException {
        JsonNode found = rest.get(repository
                + "/pullrequests?state=OPEN&state=MERGED&state=DECLINED&state=SUPERSEDED&sort=-created_on&pagelen=10&q="
                + Rest.encoded("source.branch.name=\"" + branch + "\""));
        for (JsonNode request : found.path("values")) {
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
        return repository + "/pullrequests/" + number;
    }

    private static ObjectNode described(String title, String body) {
        return Rest.JSON
                .createObjectNode()
                .put("type", "pullrequest")
                .put("title", title)
                .put("description", body);
    }

    @Override
    public PullRequest create(Proposal proposal) throws ReviewException {
        ObjectNode body = described(proposal.title(), proposal.body());
        body.putObject("source").putObject("branch").put("name", proposal.branch());
        body.putObject("destination").putObject("branch").put("name", proposal.base());
        return request(rest.send("POST", repository + "/pullrequests", body));
    }

    @Override
    public void update(PullRequest request, String title, String body) throws ReviewException {
        rest.send("PUT", path(request.number()), described(title, body));
    }

    /** By account id or UUID; it has no labels. */
    @Override
    public void invite(PullRequest request, List<String> reviewers, List<String> labels) throws ReviewException {
        if (!reviewers.isEmpty()) {
            JsonNode now = rest.get(path(request.number()));
            ObjectNode body = described(now.path("title").asText(), request.body());
            var wanted = body.putArray("reviewers");
            reviewers.forEach(
                    id -> wanted.addObject().put("type", "user").put(id.startsWith("{") ? "uuid" : "account_id", id));
            rest.send("PUT", path(request.number()), body);
        }
    }

    @Override
    public List<Comment> comments(PullRequest request) throws ReviewException {
        List<JsonNode> all = chain(path(request.number()) + "/comments?pagelen=100");
        Set<String> reviewers = all.isEmpty() ? Set.of() : reviewers(request.number());
        List<Comment> found = new ArrayList<>();
        for (JsonNode comment : all) {
            String author = comment.at("/user/uuid").asText("");
            if (!comment.path("deleted").asBoolean()
                    && !comment.hasNonNull("resolution")
                    && !author.equals(request.author())
                    && reviewers.contains(author)
                    && !comment.at("/content/raw").asText("").isBlank()) {
                found.add(new Comment(
                        comment.path("id").asText(),
                        comment.at("/user/display_name").asText(""),
                        comment.at("/content/raw").asText(),
                        comment.at("/inline/path").asText(""),
                        comment.at("/inline/to").asInt()));
            }
        }
        return found;
    }

    /** Only administrators may ask who may write; a pull request's reviewers are chosen by those who may. */
    private Set<String> reviewers(long number) throws ReviewException {
        Set<String> reviewers = new HashSet<>();
        rest.get(path(number))
                .path("reviewers")
                .forEach(reviewer -> reviewers.add(reviewer.path("uuid").asText()));
        return reviewers;
    }

    @Override
    public void reply(PullRequest request, String text) throws ReviewException {
        ObjectNode body = Rest.JSON.createObjectNode().put("type", "pullrequest_comment");
        body.putObject("content").put("raw", text);
        rest.send("POST", path(request.number()) + "/comments", body);
    }

    @Override
    public void close(PullRequest request) throws ReviewException {
        rest.send("POST", path(request.number()) + "/decline", null);
    }

    private static boolean own(JsonNode request) {
        return request.at("/source/repository/full_name")
                .asText("")
                .equals(request.at("/destination/repository/full_name").asText());
    }

    private static PullRequest request(JsonNode request) {
        return new PullRequest(
                request.path("id").asLong(),
                request.at("/links/html/href").asText(),
                request.at("/source/branch/name").asText(),
                switch (request.path("state").asText()) {
                    case "OPEN", "DRAFT", "QUEUED" -> PullRequest.State.OPEN;
                    case "MERGED" -> PullRequest.State.MERGED;
                    default -> PullRequest.State.CLOSED;
                },
                request.at("/author/uuid").asText(""),
                request.path("title").asText(""),
                request.path("description").asText(request.at("/summary/raw").asText("")),
                request.path("updated_on").asText("")
                        + request.path("comment_count").asText(""));
    }

    @Override
    public int longestBody() {
        return 30_000;
    }
}
