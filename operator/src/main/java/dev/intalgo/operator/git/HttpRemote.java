package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** A Git server that is spoken to over HTTP. */
final class HttpRemote extends Server {
    private final Optional<Credentials.Basic> basic;
    private final Optional<Runnable> forgetToken;
    private final TransportHttp transport;
    private int status;

    private HttpRemote(
            RemoteUrl url,
            Location.Remote remote,
            Optional<Credentials.Basic> basic,
            Optional<Runnable> forgetToken,
            TransportHttp transport) {
        super(url, remote);
        this.basic = basic;
        this.forgetToken = forgetToken;
        this.transport = transport;
    }

    static HttpRemote open(Repository repository, RemoteUrl url, Location.Remote remote, GithubAppTokens tokens)
            throws GitException {
        HttpConnections connections = HttpConnections.to(remote);
        Optional<Credentials.Basic> basic = basic(url, remote, tokens);
        Optional<Runnable> forgetToken = remote.credentials().orElse(null) instanceof Credentials.GithubApp app
                ? Optional.of(() -> tokens.forget(remote, app))
                : Optional.empty();
        try {
            TransportHttp transport = (TransportHttp) Transport.open(repository, url.uri());
            HttpRemote opened = new HttpRemote(url, remote, basic, forgetToken, transport);
            transport.setTimeout(TIMEOUT_SECONDS);
            transport.setCredentialsProvider(opened.new SignIn());
            transport.setHttpConnectionFactory(opened.new Connections(connections));
            return opened;
        } catch (TransportException | NotSupportedException e) {
            throw new GitException(Reason.UnsupportedUrl, "the repository's URL cannot be read: correct it", e);
        }
    }

    private static Optional<Credentials.Basic> basic(RemoteUrl url, Location.Remote remote, GithubAppTokens tokens)
            throws GitException {
        return switch (remote.credentials().orElse(null)) {
            case null -> Optional.empty();
            case Credentials.Basic given -> Optional.of(given);
            case Credentials.GithubApp app ->
                Optional.of(new Credentials.Basic("x-access-token", tokens.token(remote, app)));
            case Credentials.Ssh ssh ->
                throw new GitException(
                        Reason.UnsupportedUrl,
                        "an SSH key is of no use at " + url + ": use the repository's ssh URL, or a token in"
                                + " spec.repository.remote.credentials.https");
        };
    }

    @Override
    TransportHttp transport() {
        return transport;
    }

    @Override
    Optional<String> secret() {
        return basic.map(Credentials.Basic::password);
    }

    @Override
    GitException explain(TransportException failure, String what) {
        return switch (status) {
            case 401 -> {
                forgetToken.ifPresent(Runnable::run);
                yield new GitException(Reason.AuthenticationFailed, unauthenticated(), failure);
            }
            case 403 ->
                new GitException(
                        Reason.AuthenticationFailed,
                        url.host() + " does not let this user " + what
                                + " the repository: give the user or token that right",
                        failure);
            case 404 ->
                new GitException(
                        Reason.RepositoryUnreachable,
                        "there is no repository at " + url
                                + ", or this user may not see it: correct the URL or the credentials",
                        failure);
            case 407 -> proxyRefused(true, "it answered HTTP 407", failure);
            default -> unreachable(failure);
        };
    }

    private String unauthenticated() {
        if (forgetToken.isPresent()) {
            return url.host() + " refused the GitHub App's token: see that the App is installed on the repository";
        }
        return basic.isPresent()
                ? url.host() + " refused the user name and password: correct the Secret"
                : url.host() + " wants a user name and password: name a Secret in spec.repository.remote.credentials";
    }

    private GitException unreachable(TransportException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SSLException)) {
            cause = cause.getCause();
        }
        if (cause instanceof ProxySockets.Refused refused) {
            return proxyRefused(refused.unauthenticated(), harmless(refused.getMessage()), failure);
        }
        if (cause instanceof SSLException && status == 0) {
            return new GitException(
                    Reason.HostNotTrusted,
                    "the certificate of " + url.host()
                            + " is not trusted: put the certificate of its authority into"
                            + " spec.repository.remote.caBundle (" + harmless(String.valueOf(cause.getMessage())) + ")",
                    failure);
        }
        String detail = status >= 400 ? "it answered HTTP " + status : harmless(cause.toString());
        return new GitException(
                Reason.RepositoryUnreachable,
                url.host() + " did not answer as a Git server should (" + detail + "): correct the URL, or try later",
                failure);
    }

    /** Signs in at the host that was named, and at none that it redirects to. */
    private final class SignIn extends CredentialsProvider {
        @Override
        public boolean isInteractive() {
            return false;
        }

        @Override
        public boolean supports(CredentialItem... items) {
            for (CredentialItem item : items) {
                if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean get(URIish uri, CredentialItem... items) {
            if (!url.isServer(uri) || basic.isEmpty() || !supports(items)) {
                return false;
            }
            for (CredentialItem item : items) {
                switch (item) {
                    case CredentialItem.Username name ->
                        name.setValue(basic.get().username());
                    case CredentialItem.Password password ->
                        password.setValue(basic.get().password().toCharArray());
                    default -> throw new IllegalStateException("unsupported: " + item.getPromptText());
                }
            }
            return true;
        }
    }

    /** Opens connections as the location says, and remembers the last HTTP status. */
    private final class Connections implements HttpConnectionFactory {
        private final HttpConnections connections;

        Connections(HttpConnections connections) {
            this.connections = connections;
        }

        @Override
        public HttpConnection create(URL url) throws IOException {
            status = 0;
            return new Noting(connections.through(url));
        }

        @Override
        public HttpConnection create(URL url, Proxy ofTheJvm) throws IOException {
            return create(url);
        }
    }

    private final class Noting extends JDKHttpConnection {
        Noting(URL url) throws IOException {
            super(url);
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            return status;
        }
    }
}
