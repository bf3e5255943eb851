package dev.intalgo.operator.git;

import java.util.regex.Pattern;

/**
 * Names the repository of one project. Both parts are Kubernetes names, so that the id is safe as a path.
 *
 * @param namespace the project's namespace
 * @param project the project's name
 */
public record RepositoryId(String namespace, String project) {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern PROJECT =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    public RepositoryId {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException("not the name of a namespace: " + namespace);
        }
        if (project.length() > 253 || !PROJECT.matcher(project).matches()) {
            throw new IllegalArgumentException("not the name of a project: " + project);
        }
    }

    @Override
    public String toString() {
        return namespace + "/" + project;
    }
}
