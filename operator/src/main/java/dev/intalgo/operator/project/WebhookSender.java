package dev.intalgo.operator.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a webhook's request comes from who knows its secret: GitHub, Gitea, Forgejo and Bitbucket sign the body
 * with it, GitLab and Azure DevOps send it. The body is hashed as it comes, and never held or read otherwise.
 */
final class WebhookSender {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "sha256=";
    /** Headers of signatures, and what is before the hexadecimal digits. */
    private static final Map<String, String> SIGNATURES = Map.of(
            "X-Hub-Signature-256",
            PREFIX,
            "X-Hub-Signature",
            PREFIX,
            "X-Gitea-Signature",
            "",
            "X-Forgejo-Signature",
            "");

    private WebhookSender() {}

    /** @param header the value of a header, null where it is not there */
    static boolean knows(String secret, UnaryOperator<String> header, InputStream body) throws IOException {
        if (secret.isEmpty()) {
            return false;
        }
        byte[] expected = hash(secret, body);
        boolean signed = SIGNATURES.entrySet().stream()
                .flatMap(entry -> digits(header.apply(entry.getKey()), entry.getValue()).stream())
                .anyMatch(signature -> MessageDigest.isEqual(signature, expected));
        boolean shown = Stream.of(
                        Optional.ofNullable(header.apply("X-Gitlab-Token")), password(header.apply("Authorization")))
                .flatMap(Optional::stream)
                .anyMatch(token -> MessageDigest.isEqual(bytes(token), bytes(secret)));
        return signed || shown;
    }

    private static byte[] hash(String secret, InputStream body) throws IOException {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes(secret), ALGORITHM));
            byte[] part = new byte[8_192];
            for (int read = body.read(part); read >= 0; read = body.read(part)) {
                mac.update(part, 0, read);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<byte[]> digits(String signature, String prefix) {
        if (signature == null || !signature.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(HexFormat.of().parseHex(signature.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Not hexadecimal digits: no signature.
        }
    }

    private static Optional<String> password(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            var decoded = new String(
                    Base64.getDecoder().decode(authorization.substring(6).strip()), StandardCharsets.UTF_8);
            var colon = decoded.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(decoded.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Not base64: the same as no password.
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
