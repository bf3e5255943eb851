package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.net.URISyntaxException;
import java.util.Locale;
import org.eclipse.jgit.transport.URIish;

/**
 * The URL of a repository on a Git server.
 *
 * @param protocol how the server is spoken to
 * @param host its host name or address
 * @param uri the whole URL; of SSH with a user, which is git where it names none
 */
record RemoteUrl(Protocol protocol, String host, URIish uri) {
    /** How a Git server is spoken to. */
    enum Protocol {
        HTTP,
        SSH
    }

    /** Reads a URL. Those that reach the operator's own files or programs are refused, as are passwords in it. */
    static RemoteUrl of(String url) throws GitException {
        URIish uri;
        try {
            uri = new URIish(url);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw unsupported("the repository's URL cannot be read: correct it");
        }
        Protocol protocol = protocol(uri);
        String host = uri.getHost();
        if (host == null || host.isEmpty() || host.startsWith("-")) {
            throw unsupported("the repository's URL names no host: correct it");
        }
        if (uri.getPass() != null || protocol == Protocol.HTTP && uri.getUser() != null) {
            throw unsupported("the repository's URL must not hold a user name or password: put them into a Secret and"
                    + " name it in spec.repository.remote.credentials");
        }
        if (uri.getPath() == null || uri.getPath().replace("/", "").isEmpty()) {
            throw unsupported("the repository's URL names a host but no repository on it: add its path");
        }
        boolean nobody = protocol == Protocol.SSH && uri.getUser() == null;
        return new RemoteUrl(protocol, host, nobody ? uri.setUser("git") : uri);
    }

    private static Protocol protocol(URIish uri) throws GitException {
        // git@host:path has no scheme; without a user it might as well be a file.
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http", "https" -> Protocol.HTTP;
            case "ssh" -> Protocol.SSH;
            case "" -> {
                if (uri.getUser() == null || uri.getHost() == null) {
                    throw unsupported("the repository's URL is none: write https://HOST/PATH, ssh://git@HOST/PATH or"
                            + " git@HOST:PATH");
                }
                yield Protocol.SSH;
            }
            default ->
                throw unsupported("only https and ssh URLs are supported, not \"" + scheme
                        + "\": use the repository's https or ssh URL");
        };
    }

    private static GitException unsupported(String why) {
        return new GitException(Reason.UnsupportedUrl, why);
    }

    /** The same server and port, so that what is meant for one may be given to the other. */
    boolean isServer(URIish other) {
        return host.equalsIgnoreCase(other.getHost())
                && uri.getScheme().equalsIgnoreCase(other.getScheme())
                && uri.getPort() == other.getPort();
    }

    /** The repository's path on the server, without slashes around it and {@code .git}. */
    String repository() {
        return uri.getPath().replaceAll("^/+|(\\.git)?/*$", "");
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
