package dev.intalgo.console.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestsTest {
    @Test
    void showsWhichKeysASecretHasAndNoneOfTheirValues() {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName("shop-db")
                .endMetadata()
                .addToStringData("password", "hunter2")
                .addToData("username", "YW5u")
                .build();
        assertThat(Manifests.of(secret))
                .contains("stringData:", "password:", "username:", "KEEP IT OUT OF GIT")
                .doesNotContain("hunter2", "YW5u", "ann");
    }

    @Test
    void leavesOutWhatTheClusterAdds() {
        var question = new Question();
        question.setMetadata(new ObjectMetaBuilder()
                .withName("orders")
                .withNamespace("shop")
                .withUid("1234")
                .withResourceVersion("99")
                .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
                .build());
        question.setSpec(QuestionSpecBuilder.builder()
                .projectRef(new ObjectRef("shop"))
                .text("How many orders?")
                .build());
        question.setStatus(QuestionStatus.EMPTY);
        assertThat(Manifests.of(question))
                .contains("kind: \"Question\"", "namespace: \"shop\"", "How many orders?")
                .doesNotContain("1234", "resourceVersion", "last-applied", "status", "stringData");
    }

    @Test
    void keepsSeveralApart() {
        var one = new SecretBuilder()
                .withNewMetadata()
                .withName("a")
                .endMetadata()
                .build();
        var other = new SecretBuilder()
                .withNewMetadata()
                .withName("b")
                .endMetadata()
                .build();
        assertThat(Manifests.of(List.of(one, other)).lines().filter("---"::equals))
                .hasSize(2);
    }
}
