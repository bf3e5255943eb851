package dev.intalgo.console.page;

import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.client.CustomResource;
import jakarta.ws.rs.NotFoundException;
import java.util.Arrays;

/** The kinds that the console shows, by the names that they have in URLs and in Kubernetes' own. */
public enum Kind {
    QUESTIONS("questions", "Questions", "Question", Section.QUESTIONS, Question.class),
    PROJECTS("intalgoprojects", "Projects", "IntalgoProject", Section.SETTINGS, IntalgoProject.class),
    CONNECTIONS("connections", "Connections", "Connection", Section.SETTINGS, Connection.class),
    DEPLOYMENTS("deployments", "Deployments", "Deployment", Section.DEPLOYMENTS, Deployment.class);

    private final String plural;
    private final String title;
    private final String object;
    private final Section section;
    private final Class<? extends CustomResource<?, ? extends Conditioned>> type;

    Kind(
            String plural,
            String title,
            String object,
            Section section,
            Class<? extends CustomResource<?, ? extends Conditioned>> type) {
        this.plural = plural;
        this.title = title;
        this.object = object;
        this.section = section;
        this.type = type;
    }

    /** @throws NotFoundException no kind has this name */
    public static Kind of(String plural) {
        return Arrays.stream(values())
                .filter(kind -> kind.plural.equals(plural))
                .findFirst()
                .orElseThrow(NotFoundException::new);
    }

    /** The name in URLs, in the plural. */
    public String plural() {
        return plural;
    }

    /** The name for people, in the plural. */
    public String title() {
        return title;
    }

    /** The kind's name. */
    public String object() {
        return object;
    }

    /** The part of a namespace that its objects are shown in. */
    public Section section() {
        return section;
    }

    /** The class of its objects. */
    public Class<? extends CustomResource<?, ? extends Conditioned>> type() {
        return type;
    }
}
