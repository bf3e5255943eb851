package dev.intalgo.console.form;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What fields are called in forms. */
final class Labels {
    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry("connectionRef", "Database"),
            Map.entry("selector", "A selector of the project's selectors.yml"),
            Map.entry("variables", "Variables of dbt"),
            Map.entry("threads", "How many models are built at a time"),
            Map.entry("lateAfter", "How long after its time a run is late"),
            Map.entry("owner", "Who is asked about it"),
            Map.entry("state", "What the selectors state:new and state:modified compare with"),
            Map.entry("state.commit", "A commit"),
            Map.entry("state.deploymentRef", "What another deployment ran last"),
            Map.entry("state.defer", "Read from there what is not run"),
            Map.entry("commits", "Which commit is run"),
            Map.entry("commits.commit", "Exactly this commit"),
            Map.entry("commits.from", "Only what this other deployment ran with success"),
            Map.entry("environment", "Where the models are built"),
            Map.entry("environment.name", "Name of the environment"),
            Map.entry("environment.connectionRef", "Another database, by its Connection"),
            Map.entry("environment.schema", "Another schema"),
            Map.entry("attempts", "When a run fails, or takes too long"),
            Map.entry("attempts.retries", "How often it is tried again"),
            Map.entry("attempts.retryDelay", "How long to wait before that"),
            Map.entry("attempts.timeout", "How long one try may take"),
            Map.entry("databricks.host", "Address of the workspace"),
            Map.entry("databricks.credentials.token", "Access token of the workspace"),
            Map.entry("databricks.credentials.clientId", "Or a service principal's client id"),
            Map.entry("databricks.credentials.clientSecret", "And its OAuth secret"),
            Map.entry("ingestion", "What is read, and when"),
            Map.entry("ingestion.source", "What reads it"),
            Map.entry("ingestion.include", "Only these tables"),
            Map.entry("ingestion.exclude", "Not these tables"),
            Map.entry("ingestion.suspend", "Read nothing for now"),
            Map.entry("volume", "The volume of a database that is a file"),
            Map.entry("volume.claimName", "The volume that the database file is on"),
            Map.entry("datahub", "DataHub"),
            Map.entry("profile", "Profile"),
            Map.entry("dbt", "The dbt project"),
            Map.entry("dbt.name", "Name of the dbt project"),
            Map.entry("dbt.schema", "Schema of the database to build in"),
            Map.entry("dbt.materialized", "How answers are kept in the database"),
            Map.entry("repository", "Where the project's files are kept"),
            Map.entry("repository.volume.size", "How large it may become"),
            Map.entry("repository.claim.name", "Name of the claim"),
            Map.entry("repository.claim.path", "Folder on it"),
            Map.entry("repository.nfs.server", "Name or address of the server"),
            Map.entry("repository.nfs.path", "Folder that the server exports"),
            Map.entry("repository.remote.url", "Address of the repository"),
            Map.entry("repository.remote.branch", "Branch"),
            Map.entry("repository.remote.path", "Folder in the repository"),
            Map.entry("repository.remote.caBundle", "Certificates to trust"),
            Map.entry("repository.remote.credentials.https.username", "User name"),
            Map.entry("repository.remote.credentials.https.password", "Password or access token"),
            Map.entry("repository.remote.credentials.ssh.privateKey", "Private SSH key"),
            Map.entry("repository.remote.credentials.ssh.passphrase", "Passphrase of the key"),
            Map.entry("repository.remote.credentials.ssh.knownHosts", "The server's public keys (known_hosts)"),
            Map.entry("repository.remote.credentials.githubApp.appId", "Id of the GitHub App"),
            Map.entry("repository.remote.pullRequests.provider", "Pull requests are made on"),
            Map.entry("approval", "Who says that an answer counts"),
            Map.entry("llm", "The language model that answers"),
            Map.entry("llm.model", "Name of the model"),
            Map.entry("llm.endpoint", "Address of its API"),
            Map.entry("llm.apiKey", "API key"),
            Map.entry("llm.budget.tokensPerDay", "The most tokens that it may use in a day"),
            Map.entry("instructions", "What it should know of your business"),
            Map.entry("sharing", "Rows that may be seen outside of the database"),
            Map.entry("sharing.preview", "Show the first rows of answers"),
            Map.entry("sharing.sampleValues", "Show the language model some values"),
            Map.entry("sources", "The database's tables in the dbt project"));

    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("repository.volume", "on Intalgo's own disc"),
            Map.entry("repository.claim", "on a drive of the cluster (a claim that is there already)"),
            Map.entry("repository.nfs", "on a network drive (NFS)"),
            Map.entry("repository.remote", "in source control (a Git server)"),
            Map.entry("repository.remote.credentials.https", "a user name, and a password or access token"),
            Map.entry("repository.remote.credentials.ssh", "an SSH key"),
            Map.entry("repository.remote.credentials.githubApp", "a GitHub App"),
            Map.entry("repository.commits.signing.ssh", "an SSH key"),
            Map.entry("repository.commits.signing.gpg", "a GPG key"),
            Map.entry("dbt.materialized.view", "as a view: always up to date, worked out whenever it is read"),
            Map.entry("dbt.materialized.table", "as a table: fast to read, as new as its last run"),
            Map.entry("dbt.materialized.materialized_view", "as a materialized view, where the database has them"),
            Map.entry("approval.Auto", "nobody: what the database accepts counts at once"),
            Map.entry("approval.PullRequest", "a person, who merges a pull request"));

    private static final Map<String, String> HELP = Map.ofEntries(
            Map.entry("dbt", ""),
            Map.entry("dbt.name", "Named like the project if you leave it empty."),
            Map.entry(
                    "dbt.schema",
                    "Where Intalgo may make views and tables. The schema of the database's settings if you leave it empty."),
            Map.entry("dbt.materialized", "Each question can say otherwise."),
            Map.entry("repository", "What Intalgo writes is kept in Git, with its whole history."),
            Map.entry("repository.volume.size", "Such as 500Mi or 1Gi."),
            Map.entry("approval", ""),
            Map.entry("llm", "Leave this empty to use the one that Intalgo was installed with."),
            Map.entry("llm.model", "As its API calls it."),
            Map.entry("llm.endpoint", "Any API that speaks as OpenAI's does, such as https://api.openai.com/v1."),
            Map.entry("llm.apiKey", "Needed where the API wants one."),
            Map.entry("instructions", "In plain words: Revenue means paid orders, less refunds."));

    private Labels() {}

    /** Of a field, or of a part. */
    static String of(String path) {
        var known = LABELS.get(path);
        return known != null ? known : words(path);
    }

    static String choice(String path) {
        return switch (path) {
            case "repository.remote.credentials" -> "How to sign in to the Git server";
            case "repository.commits.signing" -> "What signs commits";
            default -> "Where";
        };
    }

    /** Of one of the things that something may be. */
    static String option(String path) {
        return OPTIONS.getOrDefault(path, path.substring(path.lastIndexOf('.') + 1));
    }

    /** More about a field; empty where what its description says is plain enough. */
    static Optional<String> help(String path) {
        return Optional.ofNullable(HELP.get(path));
    }

    /** The names in a path, without that of the group and those of parts that were chosen. */
    private static String words(String path) {
        var inGroup = path;
        for (var part : OPTIONS.keySet()) {
            if (path.startsWith(part + ".")) {
                inGroup = inGroup.length() > path.length() - part.length() - 1
                        ? path.substring(part.length() + 1)
                        : inGroup;
            }
        }
        if (inGroup.equals(path)) {
            inGroup = path.substring(path.indexOf('.') + 1);
        }
        var words =
                inGroup.replace('.', ' ').replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
