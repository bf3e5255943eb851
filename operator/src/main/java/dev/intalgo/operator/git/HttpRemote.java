package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** One conversation with a Git server over HTTP, and what its failures mean to the person who set it up. */
final class HttpRemote implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 30;
    private static final int LONGEST_REMARK = 500;

    private final RemoteUrl url;
    private final Location.Remote remote;
    private final TransportHttp transport;
    private int status;

    private HttpRemote(RemoteUrl url, Location.Remote remote, TransportHttp transport) {
        this.url = url;
        this.remote = remote;
        this.transport = transport;
    }

    static HttpRemote open(Repository repository, RemoteUrl url, Location.Remote remote) throws GitException {
        if (url.protocol() != RemoteUrl.Protocol.HTTP) {
            throw new GitException(Reason.UnsupportedUrl, "SSH is not supported yet: use the repository's https URL");
        }
        Optional<TrustedCertificates> trusted = remote.caPem().isPresent()
                ? Optional.of(TrustedCertificates.of(remote.caPem().get()))
                : Optional.empty();
        try {
            TransportHttp transport = (TransportHttp) Transport.open(repository, url.uri());
            HttpRemote opened = new HttpRemote(url, remote, transport);
            transport.setTimeout(TIMEOUT_SECONDS);
            transport.setCredentialsProvider(opened.new SignIn());
            transport.setHttpConnectionFactory(opened.new Connections(trusted));
            return opened;
        } catch (TransportException | org.eclipse.jgit.errors.NotSupportedException e) {
            throw new GitException(Reason.UnsupportedUrl, "the repository's URL cannot be read: correct it", e);
        }
    }

    TransportHttp transport() {
        return transport;
    }

    /** What a failed request means. */
    GitException explain(TransportException failure, String what) {
        String where = url.host();
        return switch (status) {
            case 401 -> new GitException(Reason.AuthenticationFailed, unauthenticated(where), failure);
            case 403 ->
                new GitException(
                        Reason.AuthenticationFailed,
                        where + " does not let this user " + what
                                + " the repository: give the user or token that right",
                        failure);
            case 404 ->
                new GitException(
                        Reason.RepositoryUnreachable,
                        "there is no repository at " + remote.url()
                                + ", or this user may not see it: correct the URL or" + " the credentials",
                        failure);
            default -> unreachable(where, failure);
        };
    }

    private String unauthenticated(String where) {
        return remote.credentials().isPresent()
                ? where + " refused the user name and password: correct the Secret"
                : where + " wants a user name and password: name a Secret in spec.repository.remote.credentials";
    }

    private GitException unreachable(String where, TransportException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SSLException)) {
            cause = cause.getCause();
        }
        if (cause instanceof SSLException && status == 0) {
            return new GitException(
                    Reason.HostNotTrusted,
                    "the certificate of " + where + " is not trusted: put the certificate of its authority into"
                            + " spec.repository.remote.caBundle (" + harmless(String.valueOf(cause.getMessage())) + ")",
                    failure);
        }
        String detail = status >= 400 ? "it answered HTTP " + status : harmless(cause.toString());
        return new GitException(
                Reason.RepositoryUnreachable,
                where + " did not answer as a Git server should (" + detail + "): correct the URL, or try later",
                failure);
    }

    /** What a refused push means, with what the server said about it. */
    GitException rejected(RemoteRefUpdate update, String said) {
        String why = update.getMessage() == null ? update.getStatus().name() : update.getMessage();
        String remark = said == null || said.isBlank() ? "" : "; it said: " + harmless(said.strip());
        return new GitException(
                Reason.PushRejected,
                url.host() + " refused the commit on \"" + remote.branch() + "\" (" + harmless(why) + ")" + remark
                        + ". Let this user push to the branch, or use another branch");
    }

    /** A remark of the server or of a library, short, without control characters or what we signed in with. */
    private String harmless(String remark) {
        String text = remark.replaceAll("[\\p{Cntrl}&&[^\\n]]", " ").replaceAll("\\s*\\n\\s*", " | ");
        if (remote.credentials().orElse(null) instanceof Credentials.Basic basic
                && !basic.password().isEmpty()) {
            text = text.replace(basic.password(), "***");
        }
        return text.length() <= LONGEST_REMARK ? text : text.substring(0, LONGEST_REMARK) + "…";
    }

    @Override
    public void close() {
        transport.close();
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
            if (!url.isServer(uri)
                    || !(remote.credentials().orElse(null) instanceof Credentials.Basic credentials)
                    || !supports(items)) {
                return false;
            }
            for (CredentialItem item : items) {
                switch (item) {
                    case CredentialItem.Username name -> name.setValue(credentials.username());
                    case CredentialItem.Password password ->
                        password.setValue(credentials.password().toCharArray());
                    default -> throw new IllegalStateException("unsupported: " + item.getPromptText());
                }
            }
            return true;
        }
    }

    /** Opens connections that trust the given certificates, and remembers the last HTTP status. */
    private final class Connections implements HttpConnectionFactory {
        private final Optional<TrustedCertificates> trusted;

        Connections(Optional<TrustedCertificates> trusted) {
            this.trusted = trusted;
        }

        @Override
        public HttpConnection create(URL url) throws IOException {
            return trust(new Noting(url));
        }

        @Override
        public HttpConnection create(URL url, Proxy proxy) throws IOException {
            return trust(proxy == null ? new Noting(url) : new Noting(url, proxy));
        }

        private HttpConnection trust(Noting connection) throws IOException {
            status = 0;
            if (trusted.isPresent() && connection.getURL().getProtocol().equals("https")) {
                trusted.get().configure(connection);
            }
            return connection;
        }
    }

    private final class Noting extends JDKHttpConnection {
        Noting(URL url) throws IOException {
            super(url);
        }

        Noting(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            return status;
        }
    }
}
