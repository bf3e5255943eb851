package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/** A dbt project: over which database, in which repository, with which LLM. */
@ApiType
@RecordBuilder
public record IntalgoProjectSpec(
        @Required
        @ValidationRule(value = "self == oldSelf", message = "connectionRef cannot be changed: make a new project")
        @JsonPropertyDescription("The Connection to the database that the project is about. Cannot be changed.")
        ObjectRef connectionRef,

        @Default("{}") @JsonPropertyDescription("The dbt project's own settings.")
        Dbt dbt,

        @Default("{}") @JsonPropertyDescription("How the database's tables are described in the dbt project.")
        Sources sources,

        @Required @JsonPropertyDescription("The Git repository of the dbt project. Exactly one kind of it.")
        Repository repository,

        @Default("Auto")
        @JsonPropertyDescription("Auto: an answer that the database accepts is committed to the branch. PullRequest: it"
                + " is put on a branch of its own with a pull request, and counts once that is merged.")
        Approval approval,

        @Default("{}")
        @JsonPropertyDescription("The LLM that answers this project's questions. The operator's own if not given.")
        Llm llm,

        @Size(max = 8000)
        @JsonPropertyDescription("What the LLM should know of this business, in plain words: \"Revenue means paid"
                + " orders, less refunds.\" Changing it asks again every question that it reaches.")
        String instructions,

        @Size(max = 500)
        @JsonPropertyDescription("Functions of your own that SQL may call, as it calls them: name or schema.name. The"
                + " database's own that only compute need no entry. Allow none that reads files or the network, takes"
                + " SQL in a string, waits, or changes anything.")
        List<@Size(min = 1, max = 253) @Pattern("^[A-Za-z_][A-Za-z0-9_.$]*$") String> functions,

        @Default("{}") @JsonPropertyDescription("Which rows of the database may be seen outside of it.")
        Sharing sharing,

        @PreserveUnknownFields
        @JsonPropertyDescription("Merged into the template of the project's pods: node selectors, tolerations,"
                + " resources, image pull secrets. A PodTemplateSpec; the container is named intalgo.")
        Map<String, Object> podTemplate) {

    public IntalgoProjectSpec {
        dbt = Api.or(dbt, IntalgoProjectSpecDbtBuilder.builder().build());
        approval = Api.or(approval, Approval.AUTO);
        sources = Api.or(sources, new Sources(null, null));
        llm = Api.or(llm, IntalgoProjectSpecLlmBuilder.builder().build());
        sharing = Api.or(sharing, new Sharing(null, null));
        functions = Api.copy(functions);
        podTemplate = Api.copy(podTemplate);
    }

    /** The dbt project's own settings. */
    @ApiType
    @RecordBuilder
    public record Dbt(
            @Pattern(Api.DBT_NAME)
            @JsonPropertyDescription("Name of the dbt project. The object's name, with _ for -, if not given.")
            String name,

            @Size(min = 1, max = 63)
            @Pattern("^[A-Za-z_][A-Za-z0-9_]*$")
            @JsonPropertyDescription("The database schema that dbt builds in. The Connection's if not given.")
            String schema,

            @Default("view") @JsonPropertyDescription("How models are kept where a Question does not say.")
            Materialization materialized,

            @Default("Flat")
            @JsonPropertyDescription(
                    "Where new models go. Flat: models/. Layered: models/marts/. What is there already is"
                            + " not moved.")
            Layout layout,

            @JsonPropertyDescription("The dbt group of the project's models, and who owns it.")
            Group group,

            @Size(max = 50) @JsonPropertyDescription("dbt tags of all of the project's models.")
            List<@Size(min = 1, max = 63) @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_.:/]*$") String> tags) {

        public Dbt {
            materialized = Api.or(materialized, Materialization.VIEW);
            layout = Api.or(layout, Layout.FLAT);
            tags = Api.copy(tags);
        }
    }

    /** How answers get to the branch. */
    public enum Approval {
        @JsonProperty("Auto")
        AUTO,
        @JsonProperty("PullRequest")
        PULL_REQUEST
    }

    /** Where new models go. */
    public enum Layout {
        @JsonProperty("Flat")
        FLAT,
        @JsonProperty("Layered")
        LAYERED
    }

    /** A dbt group. */
    @ApiType
    public record Group(
            @Required @Pattern(Api.DBT_NAME) @JsonPropertyDescription("The group's name.")
            String name,

            @JsonPropertyDescription("Who owns the group's models. dbt wants a name or an email address.")
            Person owner) {}

    /** Somebody, by name and email address. */
    @ApiType
    @ValidationRule(value = "has(self.name) || has(self.email)", message = "give name, email or both")
    public record Person(
            @Size(min = 1, max = 100) @Pattern("^[^<>\\n\\r]*\\S[^<>\\n\\r]*$") @JsonPropertyDescription("The name.")
            String name,

            @Size(min = 3, max = 254) @Pattern("^[^\\s<>@]+@[^\\s<>@]+$") @JsonPropertyDescription("The email address.")
            String email) {}

    /** How the database's tables are described in the dbt project. */
    @ApiType
    public record Sources(
            @Default("true")
            @JsonPropertyDescription("Writes the tests unique, not_null and relationships from the keys that the"
                    + " database declares or people confirmed.")
            Boolean tests,

            @Size(max = 50)
            @JsonPropertyDescription("How old tables may be; of several entries that fit a table the first counts.")
            List<Freshness> freshness) {

        public Sources {
            tests = Api.or(tests, true);
            freshness = Api.copy(freshness);
        }
    }

    /** How old tables may be. */
    @ApiType
    @ValidationRule(
            value = "has(self.warnAfter) || has(self.errorAfter)",
            message = "give warnAfter, errorAfter or both")
    public record Freshness(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription(
                    "Which tables, as schema.table with * for any part of a name, or as" + " database.schema.table.")
            String tables,

            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("The column that says when a row was loaded. Tables without it are left out.")
            String loadedAtField,

            @Pattern("^[1-9][0-9]{0,4}(m|h|d)$")
            @JsonPropertyDescription("The age from which dbt warns, in minutes, hours or days: 90m, 24h, 2d.")
            String warnAfter,

            @Pattern("^[1-9][0-9]{0,4}(m|h|d)$") @JsonPropertyDescription("The age from which dbt fails, likewise.")
            String errorAfter) {}

    /** Where the repository is. */
    @ApiType
    @RecordBuilder
    @ValidationRule(
            value = "[has(self.volume), has(self.claim), has(self.nfs), has(self.remote)].filter(t, t).size() == 1",
            message = "give exactly one of volume, claim, nfs and remote")
    public record Repository(
            @JsonPropertyDescription("The operator keeps the repository and serves it by HTTPS.")
            Volume volume,

            @JsonPropertyDescription("As volume, and checked out on a PersistentVolumeClaim that is there already.")
            Claim claim,

            @JsonPropertyDescription("As volume, and checked out on a network drive.")
            Nfs nfs,

            @JsonPropertyDescription("The repository is on a Git server.")
            Remote remote,

            @Default("{}") @JsonPropertyDescription("How the operator's commits are made.")
            Commits commits) {

        public Repository {
            commits = Api.or(commits, IntalgoProjectSpecCommitsBuilder.builder().build());
        }
    }

    /** A repository that the operator keeps. */
    @ApiType
    public record Volume(
            @Default("1Gi")
            @Size(max = 32)
            @Pattern("^[1-9][0-9]*(Ki|Mi|Gi|Ti|k|M|G|T)?$")
            @JsonPropertyDescription("How large the repository may become, as a quantity: 500Mi, 1Gi.")
            String size,

            @Size(min = 1, max = 253)
            @Pattern(Api.OBJECT_NAME)
            @JsonPropertyDescription("Has the project checked out on a PersistentVolumeClaim of its own of this storage"
                    + " class, in the project's namespace, besides the operator's volume.")
            String storageClassName) {

        public Volume {
            size = Api.or(size, "1Gi");
        }
    }

    /** A claim that is there already. */
    @ApiType
    public record Claim(
            @Required
            @Size(min = 1, max = 253)
            @Pattern(Api.OBJECT_NAME)
            @JsonPropertyDescription("Name of the PersistentVolumeClaim, which is in the same namespace.")
            String name,

            @Size(max = 500)
            @Pattern("^([A-Za-z0-9_][-A-Za-z0-9_.]*(/[A-Za-z0-9_][-A-Za-z0-9_.]*)*)?$")
            @JsonPropertyDescription("The folder on it. A folder of the project's name if not given.")
            String path) {}

    /** A network drive. */
    @ApiType
    public record Nfs(
            @Required
            @Size(min = 1, max = 253)
            @Pattern("^[A-Za-z0-9]([-A-Za-z0-9.:]*[A-Za-z0-9])?$")
            @JsonPropertyDescription("The NFS server's host name or address.")
            String server,

            @Required
            @Size(min = 1, max = 1024)
            @Pattern("^/[^\\s]*$")
            @JsonPropertyDescription("The exported folder, which a folder of the project's name is made in.")
            String path) {}

    /** How the operator's commits are made. */
    @ApiType
    @RecordBuilder
    public record Commits(
            @JsonPropertyDescription("Whose name commits have. Intalgo <intalgo@intalgo.dev> if not given.")
            Person author,

            @Size(min = 1, max = 1000)
            @JsonPropertyDescription("Template of the messages, with {subject} and {body} for what the operator says,"
                    + " and {project}. For example: \"chore(dbt): {subject}\\n\\n{body}\".")
            String message,

            @Default("false") @JsonPropertyDescription("Ends each message with a Signed-off-by line of the author.")
            Boolean signOff,

            @JsonPropertyDescription("The key that signs commits. They are not signed if not given.")
            Signing signing) {

        public Commits {
            signOff = Api.or(signOff, false);
        }
    }

    /** A key that signs commits. */
    @ApiType
    @ValidationRule(value = "has(self.ssh) != has(self.gpg)", message = "give exactly one of ssh and gpg")
    public record Signing(
            @JsonPropertyDescription("An SSH private key, in OpenSSH's format.")
            PrivateKey ssh,

            @JsonPropertyDescription("A GPG secret key, ASCII-armored.")
            PrivateKey gpg) {}

    /** A private key, and what it is encrypted with. */
    @ApiType
    public record PrivateKey(
            @Required @JsonPropertyDescription("The private key.")
            SecretValue key,

            @JsonPropertyDescription("The key's passphrase, if it has one.")
            SecretValue passphrase) {}

    /** A repository on a Git server. */
    @ApiType
    @RecordBuilder
    @ValidationRule(
            value = "!has(self.credentials) || self.url.startsWith('https://') == !has(self.credentials.ssh)",
            message = "credentials.ssh goes with an SSH url, credentials.https and githubApp with an https one")
    @ValidationRule(
            value = "self.url.startsWith('https://') || has(self.credentials)",
            message = "an SSH url needs credentials.ssh")
    public record Remote(
            @Required
            @Size(max = 2048)
            @Pattern(
                    "^(https://[^@\\s/?#]+/[^\\s?#]+|ssh://([A-Za-z0-9_][-A-Za-z0-9_.]*@)?[^-@\\s/?#][^@\\s/?#]*/[^\\s?#]+"
                            + "|[A-Za-z0-9_][-A-Za-z0-9_.]*@[A-Za-z0-9][-A-Za-z0-9.]*:[^\\s?#]+)$")
            @JsonPropertyDescription("The repository's URL: https://HOST/PATH without a user name or password in it,"
                    + " ssh://git@HOST/PATH or git@HOST:PATH.")
            String url,

            @Default("main")
            @Size(min = 1, max = 200)
            @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_./]*$")
            @JsonPropertyDescription("The branch that is read and committed to.")
            String branch,

            @Size(max = 500)
            @Pattern("^([A-Za-z0-9_][-A-Za-z0-9_.]*(/[A-Za-z0-9_][-A-Za-z0-9_.]*)*)?$")
            @JsonPropertyDescription("The folder of the dbt project in the repository. Its root if not given.")
            String path,

            @JsonPropertyDescription("How to sign in to the Git server. Not at all if not given.")
            Credentials credentials,

            @Size(max = 65536)
            @Pattern("^\\s*-----BEGIN CERTIFICATE-----")
            @JsonPropertyDescription(
                    "Certificates in PEM that the Git server's is checked against, besides the" + " system's.")
            String caBundle,

            @JsonPropertyDescription("The HTTP proxy to reach the Git server by.")
            Proxy proxy,

            @JsonPropertyDescription(
                    "Where pull requests are made, for approval PullRequest. Without it answers are put"
                            + " on branches, and merging one is the approval.")
            PullRequests pullRequests,

            @JsonPropertyDescription("Lets the Git server tell the operator of pushes and reviews, rather than have it"
                    + " ask: a webhook to POST /webhooks/NAMESPACE/PROJECT.")
            Webhook webhook) {

        public Remote {
            branch = Api.or(branch, "main");
        }
    }

    /** How to sign in to a Git server. */
    @ApiType
    @RecordBuilder
    @ValidationRule(
            value = "[has(self.https), has(self.ssh), has(self.githubApp)].filter(t, t).size() == 1",
            message = "give exactly one of https, ssh and githubApp")
    public record Credentials(
            @JsonPropertyDescription("A user name and a password or token, by HTTP Basic authentication.")
            Https https,

            @JsonPropertyDescription("An SSH key.") Ssh ssh,

            @JsonPropertyDescription("A GitHub App that is installed on the repository.")
            GithubApp githubApp) {}

    /** A user name and a password or token. */
    @ApiType
    public record Https(
            @Default("git")
            @Size(min = 1, max = 255)
            @Pattern("^[^\\s:]+$")
            @JsonPropertyDescription("The user's name. Most servers take any name beside an access token.")
            String username,

            @Required @JsonPropertyDescription("The password or access token.")
            SecretValue password) {

        public Https {
            username = Api.or(username, "git");
        }
    }

    /** An SSH key, and the server's. */
    @ApiType
    public record Ssh(
            @Required @JsonPropertyDescription("The private key, in OpenSSH's or PEM format.")
            SecretValue privateKey,

            @JsonPropertyDescription("The key's passphrase, if it has one.")
            SecretValue passphrase,

            @Required
            @JsonPropertyDescription("The server's public keys as lines of a known_hosts file, as ssh-keyscan prints"
                    + " them. A server with another key is refused.")
            SecretValue knownHosts) {}

    /** A GitHub App. */
    @ApiType
    public record GithubApp(
            @Required
            @Size(min = 1, max = 100)
            @Pattern("^[A-Za-z0-9.]+$")
            @JsonPropertyDescription("The App's id or client id.")
            String appId,

            @Min(1) @JsonPropertyDescription("The installation's id. Found by the repository if not given.")
            Long installationId,

            @Required @JsonPropertyDescription("The App's private key, in PEM.")
            SecretValue privateKey,

            @Size(max = 2048)
            @Pattern("^https://[^@\\s?#]+$")
            @JsonPropertyDescription("The API's URL. Made from the repository's if not given.")
            String apiUrl) {}

    /** An HTTP proxy. */
    @ApiType
    public record Proxy(
            @Required
            @Size(max = 2048)
            @Pattern("^http://[^@\\s/?#]+:[0-9]{1,5}/?$")
            @JsonPropertyDescription("The proxy's URL: http://HOST:PORT.")
            String url,

            @JsonPropertyDescription("A user name and a password, if the proxy wants them.")
            Https credentials) {}

    /** Where pull requests are made. */
    @ApiType
    @RecordBuilder
    public record PullRequests(
            @Required @JsonPropertyDescription("Whose API the Git server has. Gitea is Forgejo's too.")
            Provider provider,

            @Size(max = 2048)
            @Pattern("^https://[^@\\s?#]+$")
            @JsonPropertyDescription("The API's URL. Made from the repository's if not given.")
            String apiUrl,

            @JsonPropertyDescription("The API's access token. The password of credentials.https, or the GitHub App's"
                    + " token, if not given.")
            SecretValue token,

            @Size(max = 20) @JsonPropertyDescription("Who is asked for a review, by their names there.")
            List<@Size(min = 1, max = 100) String> reviewers,

            @Size(max = 20) @JsonPropertyDescription("Labels of the pull requests, where the server has labels.")
            List<@Size(min = 1, max = 100) String> labels) {

        public PullRequests {
            reviewers = Api.copy(reviewers);
            labels = Api.copy(labels);
        }
    }

    /** Whose API a Git server has. */
    public enum Provider {
        @JsonProperty("GitHub")
        GITHUB,
        @JsonProperty("GitLab")
        GITLAB,
        @JsonProperty("Gitea")
        GITEA,
        @JsonProperty("Bitbucket")
        BITBUCKET,
        @JsonProperty("AzureDevOps")
        AZURE_DEVOPS
    }

    /** How the Git server tells of news. */
    @ApiType
    public record Webhook(
            @Required
            @JsonPropertyDescription(
                    "The webhook's secret: GitHub, Gitea and Bitbucket sign with it, GitLab sends it as"
                            + " its token, Azure DevOps as the password of HTTP Basic authentication.")
            SecretValue secret) {}

    /** The LLM that answers. */
    @ApiType
    @RecordBuilder
    public record Llm(
            @Size(min = 1, max = 200)
            @JsonPropertyDescription("Name of the model, as the endpoint knows it. The operator's if not given.")
            String model,

            @Size(max = 2048)
            @Pattern("^https?://[^@\\s/?#]+(/[^\\s?#]*)?$")
            @JsonPropertyDescription("Base URL of an OpenAI-compatible API, for example https://api.openai.com/v1; of"
                    + " Azure, https://NAME.openai.azure.com/openai/v1. The operator's if not given.")
            String endpoint,

            @JsonPropertyDescription("The API key. Must be given with an endpoint that wants one.")
            SecretValue apiKey,

            @Default("60s")
            @Size(max = 10)
            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription("How long one completion may take, in seconds or minutes: 60s, 5m.")
            String timeout,

            @Min(0)
            @Max(2)
            @JsonPropertyDescription("How freely the model chooses its words, from 0 to 2. The model's own if not"
                    + " given; some models accept no other.")
            Double temperature,

            @Min(256)
            @JsonPropertyDescription("The most tokens that the model may write for one answer, its thinking included."
                    + " The endpoint's own limit if not given.")
            Integer maxTokens,

            @Default("40000")
            @Min(1000)
            @JsonPropertyDescription("The most tokens of schema in a prompt. Of a larger schema the part that the"
                    + " question seems to be about is sent. Lower it for a model with a small context.")
            Integer schemaTokens,

            @Default("1")
            @Min(1)
            @Max(9)
            @JsonPropertyDescription(
                    "How many answers to ask for. Of several, one that most agree with in their rows is"
                            + " taken. Each costs as much as one.")
            Integer candidates,

            @Default("4")
            @Min(1)
            @Max(100)
            @JsonPropertyDescription("How many questions may be asked at the same time.")
            Integer concurrency,

            @JsonPropertyDescription("How much the project may use.")
            Budget budget) {

        public Llm {
            timeout = Api.or(timeout, "60s");
            schemaTokens = Api.or(schemaTokens, 40_000);
            candidates = Api.or(candidates, 1);
            concurrency = Api.or(concurrency, 4);
        }

        /** The timeout as a value. */
        public java.time.Duration timeoutDuration() {
            return Durations.parse(timeout);
        }
    }

    /** How much of an LLM a project may use. */
    @ApiType
    public record Budget(
            @Required
            @Min(1)
            @JsonPropertyDescription("How many tokens, in and out together, the project's questions may use in a day"
                    + " (UTC). Questions that come after wait for the next day.")
            Long tokensPerDay) {}

    /** Which rows may be seen outside of the database. */
    @ApiType
    public record Sharing(
            @Default("false")
            @JsonPropertyDescription("Puts the first rows of each answer into the Question's status, where everyone"
                    + " who may read the Question sees them.")
            Boolean preview,

            @Default("false")
            @JsonPropertyDescription("Shows the LLM the values of text columns that have few different ones, such as"
                    + " PAID and OPEN, so that it compares with what is there.")
            Boolean sampleValues) {

        public Sharing {
            preview = Api.or(preview, false);
            sampleValues = Api.or(sampleValues, false);
        }
    }
}
