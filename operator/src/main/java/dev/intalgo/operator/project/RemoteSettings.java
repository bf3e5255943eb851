package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.api.v1alpha1.SecretValue;
import dev.intalgo.operator.git.Author;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Credentials;
import dev.intalgo.operator.git.HttpProxy;
import dev.intalgo.operator.git.PrivateKey;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a project says about its Git server and its commits, with the values of the Secrets that it names. */
final class RemoteSettings {
    private static final String REPOSITORY = "spec.repository.";
    private static final String CREDENTIALS = REPOSITORY + "remote.credentials.";
    private static final String PROXY = REPOSITORY + "remote.proxy.";
    private static final String SIGNING = REPOSITORY + "commits.signing.";

    private final IntalgoProject project;
    private final Secrets secrets;

    RemoteSettings(IntalgoProject project, Secrets secrets) {
        this.project = project;
        this.secrets = secrets;
    }

    /** The values in Secrets that the operator signs in, and signs commits, with, by their fields. */
    static Map<String, SecretValue> secretValues(IntalgoProject project) {
        Map<String, SecretValue> values = new LinkedHashMap<>();
        var repository = project.getSpec().repository();
        var remote = repository.remote();
        if (remote != null && remote.credentials() != null) {
            put(values, remote.credentials());
        }
        if (remote != null && remote.proxy() != null && remote.proxy().credentials() != null) {
            put(
                    values,
                    PROXY + "credentials.password",
                    remote.proxy().credentials().password());
        }
        if (remote != null && remote.pullRequests() != null) {
            put(
                    values,
                    REPOSITORY + "remote.pullRequests.token",
                    remote.pullRequests().token());
        }
        var signing = repository.commits().signing();
        if (signing != null) {
            put(values, SIGNING + "ssh", signing.ssh());
            put(values, SIGNING + "gpg", signing.gpg());
        }
        return values;
    }

    private static void put(Map<String, SecretValue> values, IntalgoProjectSpec.Credentials credentials) {
        if (credentials.https() != null) {
            put(values, CREDENTIALS + "https.password", credentials.https().password());
        }
        if (credentials.ssh() != null) {
            put(values, CREDENTIALS + "ssh.privateKey", credentials.ssh().privateKey());
            put(values, CREDENTIALS + "ssh.passphrase", credentials.ssh().passphrase());
            put(values, CREDENTIALS + "ssh.knownHosts", credentials.ssh().knownHosts());
        }
        if (credentials.githubApp() != null) {
            put(
                    values,
                    CREDENTIALS + "githubApp.privateKey",
                    credentials.githubApp().privateKey());
        }
    }

    private static void put(Map<String, SecretValue> values, String field, IntalgoProjectSpec.PrivateKey key) {
        if (key != null) {
            put(values, field + ".key", key.key());
            put(values, field + ".passphrase", key.passphrase());
        }
    }

    private static void put(Map<String, SecretValue> values, String field, SecretValue value) {
        if (value != null) {
            values.put(field, value);
        }
    }

    Optional<Credentials> credentials() throws NotReady {
        var given = project.getSpec().repository().remote().credentials();
        if (given == null) {
            return Optional.empty();
        }
        if (given.https() != null) {
            return Optional.of(new Credentials.Basic(
                    given.https().username(),
                    value(CREDENTIALS + "https.password", given.https().password())));
        }
        if (given.ssh() != null) {
            var ssh = given.ssh();
            return Optional.of(new Credentials.Ssh(
                    new PrivateKey(
                            value(CREDENTIALS + "ssh.privateKey", ssh.privateKey()),
                            optional(CREDENTIALS + "ssh.passphrase", ssh.passphrase())),
                    value(CREDENTIALS + "ssh.knownHosts", ssh.knownHosts())));
        }
        var app = given.githubApp();
        return Optional.of(new Credentials.GithubApp(
                app.appId(),
                Optional.ofNullable(app.installationId()),
                value(CREDENTIALS + "githubApp.privateKey", app.privateKey()),
                Optional.ofNullable(app.apiUrl())));
    }

    Optional<HttpProxy> proxy() throws NotReady {
        var proxy = project.getSpec().repository().remote().proxy();
        if (proxy == null) {
            return Optional.empty();
        }
        var url = URI.create(proxy.url());
        if (url.getHost() == null || url.getPort() < 1 || url.getPort() > 65_535) {
            throw NotReady.failed(
                    RepositoryPlaces.STEP,
                    "InvalidProxy",
                    PROXY + "url is \"%s\": write http://HOST:PORT.".formatted(proxy.url()));
        }
        Optional<Credentials.Basic> credentials = proxy.credentials() == null
                ? Optional.empty()
                : Optional.of(new Credentials.Basic(
                        proxy.credentials().username(),
                        value(
                                PROXY + "credentials.password",
                                proxy.credentials().password())));
        return Optional.of(new HttpProxy(url.getHost(), url.getPort(), credentials));
    }

    CommitStyle commits() throws NotReady {
        var commits = project.getSpec().repository().commits();
        var person = commits.author();
        var standard = CommitStyle.INTALGO;
        var author = person == null
                ? standard
                : new Author(
                        Optional.ofNullable(person.name()).orElse(standard.name()),
                        Optional.ofNullable(person.email()).orElse(standard.email()));
        return new CommitStyle(
                project.getMetadata().getName(),
                author,
                Optional.empty(),
                Optional.ofNullable(commits.message()),
                commits.signOff(),
                signingKey(commits.signing()));
    }

    private Optional<CommitStyle.SigningKey> signingKey(IntalgoProjectSpec.Signing signing) throws NotReady {
        if (signing == null) {
            return Optional.empty();
        }
        return Optional.of(
                signing.ssh() != null
                        ? new CommitStyle.SigningKey.Ssh(key(SIGNING + "ssh", signing.ssh()))
                        : new CommitStyle.SigningKey.Gpg(key(SIGNING + "gpg", signing.gpg())));
    }

    private PrivateKey key(String field, IntalgoProjectSpec.PrivateKey key) throws NotReady {
        return new PrivateKey(value(field + ".key", key.key()), optional(field + ".passphrase", key.passphrase()));
    }

    private Optional<String> optional(String field, SecretValue value) throws NotReady {
        return value == null ? Optional.empty() : Optional.of(value(field, value));
    }

    private String value(String field, SecretValue value) throws NotReady {
        return secrets.value(RepositoryPlaces.STEP, project.getMetadata().getNamespace(), field, value.secretKeyRef());
    }
}
