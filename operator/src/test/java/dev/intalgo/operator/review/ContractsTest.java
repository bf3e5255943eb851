package dev.intalgo.operator.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Provider;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What servers are asked, against their published descriptions where there are such; and what is made of it. */
class ContractsTest {
    private static final Proposal PROPOSAL = new Proposal("intalgo/totals", "main", "Answer totals", "What of totals?");

    private static PullRequests of(Provider provider, ContractServer server, String url) throws ReviewException {
        return of(provider, server.url(), url);
    }

    private static PullRequests of(Provider provider, URI api, String url) throws ReviewException {
        var access = new Access(Optional.of(api), "secret-token", Optional.empty(), Optional.empty());
        return Providers.of(provider, url, access);
    }

    /** Uses all of the API once. */
    private static List<Comment> all(PullRequests requests) throws ReviewException {
        assertThat(requests.open()).extracting(PullRequest::branch).containsExactly("intalgo/totals");
        assertThat(requests.newest("intalgo/totals")).isPresent();
        assertThat(requests.get(7).state()).isEqualTo(PullRequest.State.MERGED);
        var made = requests.create(PROPOSAL);
        assertThat(made.number()).isEqualTo(7);
        requests.update(made, "Answer totals", "Other");
        requests.reply(made, "The question was answered anew.");
        var comments = requests.comments(made);
        requests.close(made);
        return comments;
    }

    @Test
    void asksGitHubAsDescribed() throws Exception {
        try (var server = new ContractServer("github")) {
            var open = """
                    {"number": 7, "html_url": "https://github.com/t/shop/pull/7", "state": "open", "title": "Answer totals",
                     "body": "What?", "updated_at": "2026-01-01T00:00:00Z", "user": {"login": "bot"},
                     "head": {"ref": "intalgo/totals", "repo": {"id": 1}}, "base": {"ref": "main", "repo": {"id": 1}}}""";
            var fork = open.replace("\"repo\": {\"id\": 1}}, \"base\"", "\"repo\": {\"id\": 2}}, \"base\"");
            var merged = open.replace("\"open\"", "\"closed\", \"merged_at\": \"2026-01-02T00:00:00Z\"");
            var repository = "/repos/team/shop";
            server.on("GET " + repository + "/pulls", "[" + fork + "," + open + "]")
                    .on("GET " + repository + "/pulls/7", merged)
                    .on("POST " + repository + "/pulls", open)
                    .on("PATCH " + repository + "/pulls/7", open)
                    .on("POST " + repository + "/pulls/7/requested_reviewers", open)
                    .on("POST " + repository + "/issues/7/labels", "[]")
                    .on("POST " + repository + "/issues/7/comments", "{}")
                    .on("GET " + repository + "/issues/7/comments", """
                            [{"id": 1, "body": "No.", "user": {"login": "ann", "type": "User"}},
                             {"id": 2, "body": "Drop it.", "user": {"login": "eve", "type": "User"}},
                             {"id": 3, "body": "Mine.", "user": {"login": "bot", "type": "User"}},
                             {"id": 4, "body": "Checked.", "user": {"login": "ci[bot]", "type": "Bot"}}]""")
                    .on("GET " + repository + "/pulls/7/reviews", """
                            [{"id": 1, "body": "Not yet.", "state": "CHANGES_REQUESTED", "submitted_at": "2026-01-01T00:00:00Z",
                              "user": {"login": "ann", "type": "User"}}]""")
                    .on("GET " + repository + "/pulls/7/comments", "[]")
                    .on("GET " + repository + "/collaborators/ann/permission", "{\"permission\": \"write\"}")
                    .on("GET " + repository + "/collaborators/eve/permission", "{\"permission\": \"read\"}");
            var github = of(Provider.GITHUB, server, "https://github.com/team/shop.git");
            var comments = all(github);
            github.invite(github.get(7), List.of("ann", "team/reviewers"), List.of("dbt"));
            assertThat(comments)
                    .containsExactly(Comment.of("1", "ann", "No."), Comment.of("review-1", "ann", "Not yet."));
            assertThat(server.violations).isEmpty();
        }
    }

    @Test
    void asksBitbucketAsDescribed() throws Exception {
        try (var server = new ContractServer("bitbucket")) {
            var open = """
                    {"id": 7, "title": "Answer totals", "description": "What?", "state": "OPEN", "updated_on": "2026-01-01",
                     "author": {"uuid": "{bot}"}, "links": {"html": {"href": "https://bitbucket.org/team/shop/pull-requests/7"}},
                     "reviewers": [{"uuid": "{ann}"}],
                     "source": {"branch": {"name": "intalgo/totals"}, "repository": {"full_name": "team/shop"}},
                     "destination": {"branch": {"name": "main"}, "repository": {"full_name": "team/shop"}}}""";
            var requests = "/repositories/team/shop/pullrequests";
            server.on("GET " + requests, "{\"values\": [" + open + "]}")
                    .on("GET " + requests + "/7", open.replace("OPEN", "MERGED"))
                    .on("POST " + requests, open)
                    .on("PUT " + requests + "/7", open)
                    .on("POST " + requests + "/7/comments", "{}")
                    .on("POST " + requests + "/7/decline", open)
                    .on("GET " + requests + "/7/comments", """
                            {"values": [
                              {"id": 1, "content": {"raw": "No."}, "user": {"uuid": "{ann}", "display_name": "Ann"},
                               "inline": {"path": "models/totals.sql", "to": 3}},
                              {"id": 2, "content": {"raw": "Drop it."}, "user": {"uuid": "{eve}", "display_name": "Eve"}},
                              {"id": 3, "content": {"raw": "Done."}, "user": {"uuid": "{ann}"}, "resolution": {}}]}""");
            var bitbucket = of(Provider.BITBUCKET, server, "https://bitbucket.org/team/shop.git");
            assertThat(all(bitbucket)).containsExactly(new Comment("1", "Ann", "No.", "models/totals.sql", 3));
            bitbucket.invite(bitbucket.get(7), List.of("{ann}"), List.of());
            assertThat(server.violations).isEmpty();
        }
    }

    @Test
    void asksAzureDevOpsAsDescribed() throws Exception {
        try (var server = new ContractServer("azure-devops")) {
            var open = """
                    {"pullRequestId": 7, "title": "Answer totals", "description": "What?", "status": "active",
                     "sourceRefName": "refs/heads/intalgo/totals", "createdBy": {"id": "bot"}}""";
            var fork = open.replace("\"status\"", "\"forkSource\": {\"name\": \"refs/heads/x\"}, \"status\"");
            var requests = "/team/Shop/_apis/git/repositories/dbt/pullrequests";
            server.on("GET " + requests, "{\"value\": [" + fork + "," + open + "]}")
                    .on("GET " + requests + "/7", open.replace("active", "completed"))
                    .on("POST " + requests, open)
                    .on("PATCH " + requests + "/7", open)
                    .on("POST " + requests + "/7/threads", "{}")
                    .on("PUT " + requests + "/7/reviewers/ann", "{}")
                    .on("POST " + requests + "/7/labels", "{}")
                    .on("GET " + requests + "/7/threads", """
                            {"value": [
                              {"id": 1, "status": "active", "threadContext": {"filePath": "/models/totals.sql", "rightFileStart": {"line": 3}},
                               "comments": [{"id": 1, "commentType": "text", "content": "No.", "author": {"id": "ann", "displayName": "Ann"}}]},
                              {"id": 2, "status": "fixed",
                               "comments": [{"id": 1, "commentType": "text", "content": "Done.", "author": {"id": "ann"}}]},
                              {"id": 3, "comments": [{"id": 1, "commentType": "system", "content": "voted", "author": {"id": "ann"}}]}]}""");
            var azure = of(
                    Provider.AZURE_DEVOPS, server.url().resolve("/team"), "https://dev.azure.com/team/Shop/_git/dbt");
            assertThat(all(azure)).containsExactly(new Comment("1-1", "Ann", "No.", "models/totals.sql", 3));
            azure.invite(azure.get(7), List.of("ann"), List.of("dbt"));
            assertThat(server.asked.stream().filter(a -> !a.contains("pullrequests")))
                    .isEmpty();
            assertThat(server.violations).isEmpty();
        }
    }

    @Test
    void understandsGitLab() throws Exception {
        try (var server = new ContractServer(null)) {
            var open = """
                    {"iid": 7, "web_url": "https://gitlab.com/team/shop/-/merge_requests/7", "state": "opened", "title": "Answer totals",
                     "description": "What?", "source_branch": "intalgo/totals", "updated_at": "2026-01-01T00:00:00Z",
                     "author": {"username": "bot"}, "source_project_id": 1, "target_project_id": 1}""";
            var project = "/projects/team%2Fdata%2Fshop";
            var requests = project + "/merge_requests";
            server.on("GET " + requests, "[" + open + "]")
                    .on("GET " + requests + "/7", open.replace("opened", "merged"))
                    .on("POST " + requests, open)
                    .on("PUT " + requests + "/7", open)
                    .on("POST " + requests + "/7/notes", "{}")
                    .on("GET " + project + "/members/all/5", "{\"access_level\": 30}")
                    .on("GET " + requests + "/7/discussions", """
                            [{"notes": [{"id": 1, "body": "No.", "author": {"id": 5, "username": "ann"},
                                         "position": {"new_path": "models/totals.sql", "new_line": 3}, "resolved": false},
                                        {"id": 2, "body": "Drop it.", "author": {"id": 6, "username": "eve"}},
                                        {"id": 3, "body": "changed", "system": true, "author": {"id": 5, "username": "ann"}},
                                        {"id": 4, "body": "Old.", "resolved": true, "author": {"id": 5, "username": "ann"}}]}]""");
            var gitlab = of(Provider.GITLAB, server, "git@gitlab.com:team/data/shop.git");
            assertThat(all(gitlab)).containsExactly(new Comment("1", "ann", "No.", "models/totals.sql", 3));
        }
    }

    @Test
    void understandsBitbucketDataCenter() throws Exception {
        try (var server = new ContractServer(null)) {
            var open = """
                    {"id": 7, "version": 2, "title": "Answer totals", "description": "What?", "state": "OPEN", "updatedDate": 1,
                     "author": {"user": {"name": "bot"}}, "reviewers": [{"user": {"name": "ann"}}],
                     "links": {"self": [{"href": "https://git.example.com/projects/DATA/repos/shop/pull-requests/7"}]},
                     "fromRef": {"displayId": "intalgo/totals", "repository": {"id": 1}}, "toRef": {"repository": {"id": 1}}}""";
            var requests = "/projects/DATA/repos/shop/pull-requests";
            server.on("GET " + requests, "{\"isLastPage\": true, \"values\": [" + open + "]}")
                    .on("GET " + requests + "/7", open.replace("OPEN", "MERGED"))
                    .on("POST " + requests, open)
                    .on("PUT " + requests + "/7", open)
                    .on("POST " + requests + "/7/comments", "{}")
                    .on("POST " + requests + "/7/decline", open)
                    .on("GET " + requests + "/7/activities", """
                            {"isLastPage": true, "values": [
                              {"action": "COMMENTED", "comment": {"id": 2, "text": "Drop it.", "author": {"name": "eve"}}},
                              {"action": "APPROVED"},
                              {"action": "COMMENTED", "commentAnchor": {"path": "models/totals.sql", "line": 3},
                               "comment": {"id": 1, "text": "No.", "author": {"name": "ann"}}}]}""");
            var bitbucket = of(Provider.BITBUCKET, server, "https://git.example.com/scm/DATA/shop.git");
            assertThat(all(bitbucket)).containsExactly(new Comment("1", "ann", "No.", "models/totals.sql", 3));
            assertThat(server.bodies)
                    .anySatisfy(body -> assertThat(body.path("version").asInt()).isEqualTo(2));
        }
    }

    @Test
    void takesARepositoryThatGiteaHoldsForEmptyForOneWithoutPullRequests() throws Exception {
        try (var server = new ContractServer(null)) {
            server.on("GET /repos/team/shop/pulls", 404, Map.of(), "{\"message\": \"not found\"}")
                    .on("GET /repos/team/shop", "{\"empty\": true}");
            assertThat(of(Provider.GITEA, server, "https://git.example.com/team/shop.git")
                            .open())
                    .isEmpty();
            server.on("GET /repos/team/shop", "{\"empty\": false}");
            assertThatThrownBy(() -> of(Provider.GITEA, server, "https://git.example.com/team/shop.git")
                            .open())
                    .extracting(e -> ((ReviewException) e).reason())
                    .isEqualTo(ReviewException.Reason.ReviewUnauthorized);
        }
    }

    @Test
    void leavesAServerAloneForAsLongAsItWants() throws Exception {
        try (var server = new ContractServer(null)) {
            server.on("GET /repos/team/shop/pulls", 429, Map.of("Retry-After", "120"), "{}");
            var github = of(Provider.GITHUB, server, "https://github.com/team/shop.git");
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(github::open).isInstanceOfSatisfying(ReviewException.class, e -> {
                    assertThat(e.reason()).isEqualTo(ReviewException.Reason.ReviewLimited);
                    assertThat(e.retryAfter()).isPresent();
                });
            }
            assertThat(server.asked).hasSize(1);
        }
    }

    @Test
    void saysWhatTheServerSaidWithoutTheToken() throws IOException, ReviewException {
        try (var server = new ContractServer(null)) {
            server.on("GET /repos/team/shop/pulls", 422, Map.of(), "{\"message\": \"secret-token is no good\"}")
                    .on("GET /repos/team/shop/pulls/7", 401, Map.of(), "{\"message\": \"Bad credentials\"}");
            var github = of(Provider.GITHUB, server, "https://github.com/team/shop.git");
            assertThatThrownBy(github::open)
                    .hasMessageContaining("*** is no good")
                    .extracting(e -> ((ReviewException) e).reason())
                    .isEqualTo(ReviewException.Reason.ReviewRefused);
            assertThatThrownBy(() -> github.get(7))
                    .hasMessageContaining("Bad credentials")
                    .extracting(e -> ((ReviewException) e).reason())
                    .isEqualTo(ReviewException.Reason.ReviewUnauthorized);
        }
    }
}
