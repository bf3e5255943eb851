package dev.intalgo.operator.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSenderTest {
    /** The example of GitHub's documentation. */
    private static final String SECRET = "It's a Secret to Everybody";

    private static final String BODY = "Hello, World!";
    private static final String DIGITS = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static final List<String> HEADERS = List.of(
            "X-Hub-Signature-256",
            "X-Hub-Signature",
            "X-Gitea-Signature",
            "X-Forgejo-Signature",
            "X-Gitlab-Token",
            "Authorization");

    private static boolean knows(Map<String, String> headers, String body) throws IOException {
        return WebhookSender.knows(
                SECRET, headers::get, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("me:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Hub-Signature-256,sha256=" + DIGITS,
        "X-Hub-Signature,sha256=" + DIGITS,
        "X-Gitea-Signature," + DIGITS,
        "X-Forgejo-Signature," + DIGITS,
    })
    void takesASignatureOfThisBodyAlone(String header, String value) throws IOException {
        assertThat(knows(Map.of(header, value), BODY)).isTrue();
        assertThat(knows(Map.of(header, value), BODY + " ")).isFalse();
        assertThat(knows(Map.of(header, value.replace("757", "758")), BODY)).isFalse();
        assertThat(knows(Map.of(header, value.substring(0, value.length() - 2)), BODY))
                .isFalse();
    }

    @Test
    void takesTheSecretItselfWhereServersSendIt() throws IOException {
        assertThat(knows(Map.of("X-Gitlab-Token", SECRET), BODY)).isTrue();
        assertThat(knows(Map.of("X-Gitlab-Token", SECRET + "x"), BODY)).isFalse();
        assertThat(knows(Map.of("Authorization", basic(SECRET)), BODY)).isTrue();
        assertThat(knows(Map.of("Authorization", basic("")), BODY)).isFalse();
        assertThat(knows(Map.of("Authorization", "Bearer " + SECRET), BODY)).isFalse();
    }

    @Test
    void takesNothingWithoutASignatureOrASecret() throws IOException {
        assertThat(knows(Map.of(), BODY)).isFalse();
        assertThat(WebhookSender.knows("", Map.of("X-Gitlab-Token", "")::get, new ByteArrayInputStream(new byte[0])))
                .isFalse();
    }

    @Test
    void takesNoNonsenseAndDoesNotFailOverIt() throws IOException {
        var random = new Random(7);
        var starts = List.of("", "sha256=", "sha1=", "Basic ", "basic", "Basic\t", DIGITS.substring(0, 8));
        for (int i = 0; i < 20_000; i++) {
            var noise = new StringBuilder(starts.get(random.nextInt(starts.size())));
            random.ints(random.nextInt(80), 0, 0x300).forEach(noise::appendCodePoint);
            var header = HEADERS.get(random.nextInt(HEADERS.size()));
            assertThat(knows(Map.of(header, noise.toString()), BODY))
                    .as("%s: %s", header, noise)
                    .isFalse();
        }
    }
}
