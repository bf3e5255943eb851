package dev.intalgo.operator.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads SSH private keys, in OpenSSH's or PEM format. */
final class SshKeys {
    private SshKeys() {}

    /**
     * Reads a key.
     *
     * @param reason what it means that the key cannot be read
     * @param field the field of the manifest that the key is from, for the message
     */
    static KeyPair read(PrivateKey key, GitException.Reason reason, String field) throws GitException {
        AtomicBoolean encrypted = new AtomicBoolean();
        try {
            Iterable<KeyPair> read = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("key"),
                    new ByteArrayInputStream((key.text() + "\n").getBytes(StandardCharsets.UTF_8)),
                    (session, resource, attempt) -> {
                        encrypted.set(true);
                        return key.passphrase().orElse(null);
                    });
            Iterator<KeyPair> keys = read == null ? null : read.iterator();
            if (keys != null && keys.hasNext()) {
                return keys.next();
            }
            throw new GitException(reason, problem(key, encrypted.get(), field));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new GitException(reason, problem(key, encrypted.get(), field), e);
        }
    }

    private static String problem(PrivateKey key, boolean encrypted, String field) {
        if (!encrypted) {
            return field + " is no private key: it must be one in OpenSSH's or PEM format, whole, from -----BEGIN to"
                    + " -----END";
        }
        return key.passphrase().isPresent()
                ? field + " cannot be read with its passphrase: correct the passphrase, or the key"
                : field + " is encrypted: name the Secret with its passphrase beside it";
    }
}
