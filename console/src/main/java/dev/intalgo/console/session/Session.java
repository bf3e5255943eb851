package dev.intalgo.console.session;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A person who has signed in.
 *
 * @param person the name that Kubernetes has for them
 * @param client speaks to the API server as this person, and never as the console
 */
public record Session(String person, KubernetesClient client) {}
