package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.stream.Stream;

/** The Questions of a project. */
public final class ProjectQuestions {
    private ProjectQuestions() {}

    /** Those that the cluster has now. */
    public static Stream<Question> of(KubernetesClient client, IntalgoProject project) {
        var metadata = project.getMetadata();
        return client.resources(Question.class).inNamespace(metadata.getNamespace()).list().getItems().stream()
                .filter(question -> question.getSpec().projectRef().name().equals(metadata.getName()));
    }
}
