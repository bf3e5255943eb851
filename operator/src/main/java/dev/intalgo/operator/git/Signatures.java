package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.StreamSupport;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;

/** Signs commits as {@code git commit -S} does, by keys that are in memory: JGit's own signers want files. */
final class Signatures {
    private static final String SSH = "spec.repository.commits.signing.ssh.key";
    private static final String GPG = "spec.repository.commits.signing.gpg.key";

    private Signatures() {}

    /**
     * The signature of a commit, as it is put into it.
     *
     * @throws GitException {@code SigningFailed}, where the key cannot be used
     */
    static byte[] sign(CommitStyle.SigningKey key, byte[] commit, Instant now) throws GitException {
        return switch (key) {
            case CommitStyle.SigningKey.Ssh ssh -> ssh(SshKeys.read(ssh.key(), Reason.SigningFailed, SSH), commit);
            case CommitStyle.SigningKey.Gpg gpg -> gpg(gpg.key(), commit, now);
        };
    }

    /** By OpenSSH's PROTOCOL.sshsig. */
    private static byte[] ssh(KeyPair key, byte[] commit) throws GitException {
        try {
            Buffer signed = sshHead();
            signed.putString("git");
            signed.putString("");
            signed.putString("sha512");
            signed.putBytes(MessageDigest.getInstance("SHA-512").digest(commit));

            String type = KeyUtils.getKeyType(key);
            String algorithm = type.equals("ssh-rsa") ? "rsa-sha2-512" : type;
            Signature signer = NamedFactory.create(BuiltinSignatures.VALUES, algorithm);
            if (signer == null) {
                throw new GeneralSecurityException("keys of type " + type + " cannot sign");
            }
            signer.initSigner(null, key.getPrivate());
            signer.update(null, signed.getCompactData());
            Buffer signature = new ByteArrayBuffer();
            signature.putString(algorithm);
            signature.putBytes(signer.sign(null));

            Buffer publicKey = new ByteArrayBuffer();
            publicKey.putRawPublicKey(key.getPublic());
            Buffer whole = sshHead();
            whole.putUInt(1);
            whole.putBytes(publicKey.getCompactData());
            whole.putString("git");
            whole.putString("");
            whole.putString("sha512");
            whole.putBytes(signature.getCompactData());
            String base64 = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(whole.getCompactData());
            return ("-----BEGIN SSH SIGNATURE-----\n" + base64 + "\n-----END SSH SIGNATURE-----\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (Exception e) { // As sshd's signatures declare it.
            throw new GitException(Reason.SigningFailed, SSH + " cannot sign: use another key", e);
        }
    }

    private static Buffer sshHead() {
        Buffer buffer = new ByteArrayBuffer();
        buffer.putRawBytes("SSHSIG".getBytes(StandardCharsets.US_ASCII));
        return buffer;
    }

    private static byte[] gpg(PrivateKey key, byte[] commit, Instant now) throws GitException {
        PGPSecretKey secret = gpgKey(key, now);
        PGPPrivateKey unlocked = unlocked(key, secret);
        try {
            PGPSignatureGenerator generator = new PGPSignatureGenerator(
                    new BcPGPContentSignerBuilder(secret.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512),
                    secret.getPublicKey());
            generator.init(PGPSignature.BINARY_DOCUMENT, unlocked);
            PGPSignatureSubpacketGenerator about = new PGPSignatureSubpacketGenerator();
            about.setIssuerFingerprint(false, secret.getPublicKey());
            about.setSignatureCreationTime(false, Date.from(now));
            generator.setHashedSubpackets(about.generate());
            generator.update(commit);
            ByteArrayOutputStream armored = new ByteArrayOutputStream();
            try (ArmoredOutputStream out =
                    ArmoredOutputStream.builder().clearHeaders().build(armored)) {
                generator.generate().encode(out);
            }
            return armored.toByteArray();
        } catch (PGPException | IOException e) {
            throw new GitException(Reason.SigningFailed, GPG + " cannot sign: use another key", e);
        }
    }

    /** The youngest key that may sign, which is what gpg takes. */
    private static PGPSecretKey gpgKey(PrivateKey key, Instant now) throws GitException {
        PGPSecretKeyRingCollection rings;
        try {
            rings = new PGPSecretKeyRingCollection(
                    PGPUtil.getDecoderStream(new ByteArrayInputStream(key.text().getBytes(StandardCharsets.UTF_8))),
                    new BcKeyFingerprintCalculator());
        } catch (IOException | PGPException | RuntimeException e) {
            throw new GitException(Reason.SigningFailed, noGpgKey(), e);
        }
        if (rings.size() == 0) {
            throw new GitException(Reason.SigningFailed, noGpgKey());
        }
        return StreamSupport.stream(rings.spliterator(), false)
                .flatMap(ring -> StreamSupport.stream(ring.spliterator(), false))
                .filter(secret -> !secret.isPrivateKeyEmpty() && maySign(secret))
                .filter(secret -> valid(secret.getPublicKey(), now))
                .max(java.util.Comparator.comparing(s -> s.getPublicKey().getCreationTime()))
                .orElseThrow(() -> new GitException(
                        Reason.SigningFailed,
                        GPG + " holds no key that may sign and has neither expired nor been revoked: prolong it, or use"
                                + " another"));
    }

    private static String noGpgKey() {
        return GPG + " is no GPG secret key: it must be what gpg --export-secret-keys --armor prints, whole";
    }

    private static boolean maySign(PGPSecretKey secret) {
        if (!secret.isSigningKey()) {
            return false;
        }
        boolean said = false;
        for (var signatures = secret.getPublicKey().getSignatures(); signatures.hasNext(); ) {
            PGPSignatureSubpacketVector about = signatures.next().getHashedSubPackets();
            if (about != null && about.getKeyFlags() != 0) {
                said = true;
                if ((about.getKeyFlags() & KeyFlags.SIGN_DATA) != 0) {
                    return true;
                }
            }
        }
        return !said;
    }

    private static boolean valid(PGPPublicKey key, Instant now) {
        Duration valid = Duration.ofSeconds(key.getValidSeconds()); // Nothing: for ever.
        return !key.hasRevocation()
                && (valid.isZero()
                        || key.getCreationTime().toInstant().plus(valid).isAfter(now));
    }

    private static PGPPrivateKey unlocked(PrivateKey key, PGPSecretKey secret) throws GitException {
        try {
            return secret.extractPrivateKey(new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider())
                    .build(key.passphrase().orElse("").toCharArray()));
        } catch (PGPException | RuntimeException e) {
            throw new GitException(
                    Reason.SigningFailed,
                    key.passphrase().isPresent()
                            ? GPG + " cannot be read with its passphrase: correct the passphrase, or the key"
                            : GPG + " is encrypted: name the Secret with its passphrase beside it",
                    e);
        }
    }
}
