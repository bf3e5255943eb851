package dev.intalgo.operator.git;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** What a GitHub App shows of itself: a short-lived token that its key signs (RFC 7519, RS256). */
final class GithubAppJwt {
    private static final String FIELD = "spec.repository.remote.credentials.githubApp.privateKey";
    /** GitHub's clock may be behind ours, and it takes ten minutes at most. */
    private static final Duration BEFORE = Duration.ofMinutes(1);

    private static final Duration AFTER = Duration.ofMinutes(9);
    private static final ObjectMapper JSON = new ObjectMapper();

    private GithubAppJwt() {}

    static String of(Credentials.GithubApp app, Instant now) throws GitException {
        RSAPrivateKey key = key(app.privateKey());
        String signed = part(Map.of("alg", "RS256", "typ", "JWT")) + "."
                + part(Map.of(
                        "iss",
                        app.appId(),
                        "iat",
                        now.minus(BEFORE).getEpochSecond(),
                        "exp",
                        now.plus(AFTER).getEpochSecond()));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    private static RSAPrivateKey key(String pem) throws GitException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            PrivateKeyInfo info = switch (parser.readObject()) {
                case PEMKeyPair pair -> pair.getPrivateKeyInfo();
                case PrivateKeyInfo plain -> plain;
                case null, default -> throw new IOException("it holds no private key");
            };
            if (new JcaPEMKeyConverter().getPrivateKey(info) instanceof RSAPrivateKey key) {
                return key;
            }
            throw new IOException("it is no RSA key");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static GitException unreadable(Exception cause) {
        return new GitException(
                Reason.InvalidKey,
                FIELD + " cannot be read: it must be the private key that GitHub made for the App, in PEM, whole, from"
                        + " -----BEGIN to -----END",
                cause);
    }

    private static String part(Map<String, Object> claims) {
        try {
            return base64(JSON.writeValueAsBytes(claims));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
