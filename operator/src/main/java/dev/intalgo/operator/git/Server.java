package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.util.Optional;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/** One conversation with a Git server, and what its failures mean to the person who set it up. */
abstract sealed class Server implements AutoCloseable permits HttpRemote, SshRemote {
    static final int TIMEOUT_SECONDS = 30;
    private static final int LONGEST_REMARK = 500;
    private static final String PROXY = "spec.repository.remote.proxy";

    final RemoteUrl url;
    private final String branch;

    Server(RemoteUrl url, Location.Remote remote) {
        this.url = url;
        this.branch = remote.branch();
    }

    static Server open(Repository repository, Location.Remote remote, GithubAppTokens tokens) throws GitException {
        RemoteUrl url = RemoteUrl.of(remote.url());
        return switch (url.protocol()) {
            case HTTP -> HttpRemote.open(repository, url, remote, tokens);
            case SSH -> SshRemote.open(repository, url, remote);
        };
    }

    abstract Transport transport();

    /**
     * What a failed request means.
     *
     * @param what what was asked for: read or write
     */
    abstract GitException explain(TransportException failure, String what);

    /** What the operator signed in with, which must not be told. */
    abstract Optional<String> secret();

    /** What a refused push means, with what the server said about it. */
    GitException rejected(RemoteRefUpdate update, String said) {
        String why = update.getMessage() == null ? update.getStatus().name() : update.getMessage();
        String remark = said == null || said.isBlank() ? "" : "; it said: " + harmless(said.strip());
        return new GitException(
                Reason.PushRejected,
                url.host() + " refused the commit on \"" + branch + "\" (" + harmless(why) + ")" + remark
                        + ". Let this user push to the branch, or use another branch");
    }

    /** A remark of the server or of a library, short, without control characters or what we signed in with. */
    String harmless(String remark) {
        String text = remark.replaceAll("[\\p{Cntrl}&&[^\\n]]", " ").replaceAll("\\s*\\n\\s*", " | ");
        if (secret().isPresent() && !secret().get().isEmpty()) {
            text = text.replace(secret().get(), "***");
        }
        return text.length() <= LONGEST_REMARK ? text : text.substring(0, LONGEST_REMARK) + "…";
    }

    /** What it means that the proxy does not connect to the server. */
    static GitException proxyRefused(boolean unauthenticated, String detail, TransportException failure) {
        return unauthenticated
                ? new GitException(
                        Reason.AuthenticationFailed,
                        "the proxy wants a user name and password, or refused them (" + detail + "): correct " + PROXY
                                + ".credentials",
                        failure)
                : new GitException(
                        Reason.RepositoryUnreachable,
                        "the proxy does not connect to the Git server (" + detail + "): correct " + PROXY
                                + ".url or the proxy's rules",
                        failure);
    }

    static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public void close() {
        transport().close();
    }
}
