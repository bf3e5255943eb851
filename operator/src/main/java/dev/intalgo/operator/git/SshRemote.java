package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.sshd.JGitKeyCache;
import org.eclipse.jgit.transport.sshd.ProxyData;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/** A Git server that is spoken to over SSH, with one key, and with no file or agent of the machine. */
final class SshRemote extends Server {
    private static final String PRIVATE_KEY = "spec.repository.remote.credentials.ssh.privateKey";

    private final boolean proxied;
    private final SshdSessionFactory sessions;
    private final KnownHosts knownHosts;
    private final Transport transport;

    private SshRemote(
            RemoteUrl url,
            Location.Remote remote,
            SshdSessionFactory sessions,
            KnownHosts knownHosts,
            Transport transport) {
        super(url, remote);
        this.proxied = remote.proxy().isPresent();
        this.sessions = sessions;
        this.knownHosts = knownHosts;
        this.transport = transport;
    }

    static SshRemote open(Repository repository, RemoteUrl url, Location.Remote remote) throws GitException {
        if (!(remote.credentials().orElse(null) instanceof Credentials.Ssh ssh)) {
            throw new GitException(
                    Reason.AuthenticationFailed,
                    url.host() + " wants an SSH key: name Secrets in spec.repository.remote.credentials.ssh");
        }
        KnownHosts knownHosts = KnownHosts.of(ssh.knownHosts(), url);
        KeyPair key = SshKeys.read(ssh.key(), Reason.InvalidKey, PRIVATE_KEY);
        SshdSessionFactory sessions = sessions(repository.getDirectory(), key, knownHosts, remote.proxy());
        try {
            Transport transport = Transport.open(repository, url.uri());
            ((SshTransport) transport).setSshSessionFactory(sessions);
            transport.setTimeout(TIMEOUT_SECONDS);
            return new SshRemote(url, remote, sessions, knownHosts, transport);
        } catch (TransportException | NotSupportedException e) {
            sessions.close();
            throw new GitException(Reason.UnsupportedUrl, "the repository's URL cannot be read: correct it", e);
        }
    }

    private static SshdSessionFactory sessions(
            File nothingOfSsh, KeyPair key, KnownHosts knownHosts, Optional<HttpProxy> proxy) {
        SshdSessionFactoryBuilder builder = new SshdSessionFactoryBuilder()
                .setHomeDirectory(nothingOfSsh)
                .setSshDirectory(nothingOfSsh)
                .setConfigStoreFactory((home, config, user) -> null)
                .setConnectorFactory(null)
                .setPreferredAuthentications("publickey")
                .setDefaultIdentities(folder -> List.of())
                .setDefaultKeysProvider(folder -> List.of(key))
                .setServerKeyDatabase((home, folder) -> knownHosts);
        proxy.ifPresent(given -> builder.setProxyDataFactory(address -> data(given)));
        return builder.build(new JGitKeyCache());
    }

    private static ProxyData data(HttpProxy proxy) {
        Proxy address = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.host(), proxy.port()));
        return proxy.credentials()
                .map(basic -> new ProxyData(
                        address, basic.username(), basic.password().toCharArray()))
                .orElseGet(() -> new ProxyData(address));
    }

    @Override
    Transport transport() {
        return transport;
    }

    @Override
    GitException explain(TransportException failure, String what) {
        Optional<String> refused = knownHosts.refused();
        if (refused.isPresent()) {
            return new GitException(Reason.HostNotTrusted, refused.get(), failure);
        }
        if (noMoreKeys(failure)) {
            return new GitException(
                    Reason.AuthenticationFailed,
                    url.host() + " refused the SSH key: give its public key the right to " + what
                            + " the repository there, or correct the Secret",
                    failure);
        }
        if (failure instanceof NoRemoteRepositoryException) {
            return new GitException(
                    Reason.RepositoryUnreachable,
                    "there is no repository at " + url + ", or this key may not " + what
                            + " it: correct the URL or the key's rights (" + harmless(failure.getMessage()) + ")",
                    failure);
        }
        Throwable cause = rootCause(failure);
        String said = String.valueOf(cause.getMessage());
        if (proxied && said.contains(" proxy ")) { // JGit has no type for it.
            return proxyRefused(said.contains("authenticate"), harmless(said), failure);
        }
        return new GitException(
                Reason.RepositoryUnreachable,
                url.host() + " did not answer as a Git server should ("
                        + harmless(cause == failure ? failure.getMessage() : cause.toString())
                        + "): correct the URL, or try later",
                failure);
    }

    private static boolean noMoreKeys(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SshException ssh
                    && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return true;
            }
        }
        return false;
    }

    @Override
    Optional<String> secret() {
        return Optional.empty(); // A key is never sent, so that nobody can repeat it.
    }

    @Override
    public void close() {
        super.close();
        sessions.close();
    }
}
