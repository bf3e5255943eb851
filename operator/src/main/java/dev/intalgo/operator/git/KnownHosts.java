package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/** The keys that one server may show, from the lines of a known_hosts file. No other key is accepted, nor learnt. */
final class KnownHosts implements ServerKeyDatabase {
    private static final String FIELD = "spec.repository.remote.credentials.ssh.knownHosts";
    private static final String REVOKED = "revoked";
    private static final int PORT = 22;

    private final String server;
    private final List<PublicKey> keys;
    private final List<PublicKey> revoked;
    private PublicKey shown;

    private KnownHosts(String server, List<PublicKey> keys, List<PublicKey> revoked) {
        this.server = server;
        this.keys = keys;
        this.revoked = revoked;
    }

    static KnownHosts of(String text, RemoteUrl url) throws GitException {
        String host = url.host().toLowerCase(Locale.ROOT);
        int port = url.uri().getPort() <= 0 ? PORT : url.uri().getPort();
        List<PublicKey> keys = new ArrayList<>();
        List<PublicKey> revoked = new ArrayList<>();
        int lines = 0;
        try {
            for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(new StringReader(text), true)) {
                lines++;
                // A certificate's authority is no key that a server shows.
                boolean plain = entry.getMarker() == null || entry.getMarker().equals(REVOKED);
                if (plain && entry.isHostMatch(host, port)) {
                    PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
                    List<PublicKey> kind = entry.getMarker() == null ? keys : revoked;
                    if (key != null) {
                        kind.add(key);
                    }
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unreadable(e);
        }
        if (lines == 0) {
            throw unreadable(null);
        }
        return new KnownHosts(port == PORT ? host : "-p " + port + " " + host, keys, revoked);
    }

    private static GitException unreadable(Exception cause) {
        return new GitException(
                Reason.HostNotTrusted,
                FIELD + " cannot be read: it must be lines of a known_hosts file, as ssh-keyscan prints them",
                cause);
    }

    @Override
    public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration configuration) {
        return keys;
    }

    @Override
    public boolean accept(
            String address,
            InetSocketAddress remote,
            PublicKey key,
            Configuration configuration,
            CredentialsProvider provider) {
        boolean known = isAmong(keys, key) && !isAmong(revoked, key);
        shown = known ? null : key;
        return known;
    }

    private static boolean isAmong(List<PublicKey> keys, PublicKey key) {
        return keys.stream().anyMatch(known -> KeyUtils.compareKeys(known, key));
    }

    /** Why the server's key was refused, in words; empty if it was not. */
    Optional<String> refused() {
        if (shown == null) {
            return Optional.empty();
        }
        String key = KeyUtils.getKeyType(shown) + " " + KeyUtils.getFingerPrint(shown);
        String host = server.substring(server.lastIndexOf(' ') + 1);
        return Optional.of(
                isAmong(revoked, shown)
                        ? host + " showed an SSH key that " + FIELD + " says is revoked (" + key + ")"
                        : keys.isEmpty()
                                ? FIELD + " has no key of " + host + ", which showed " + key
                                        + ": see with whoever runs the server that this is its key, and add the line"
                                        + " that ssh-keyscan " + server + " prints"
                                : host + " showed another SSH key than " + FIELD + " has (" + key
                                        + "): if the server got a new key, replace the line by what ssh-keyscan "
                                        + server + " prints; if not, somebody pretends to be the server");
    }
}
