package dev.intalgo.console.session;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.time.Instant;

/**
 * A person who has signed in.
 *
 * @param person the name that Kubernetes has for them
 * @param token what they show to the API server: asked for at each request, as it may be renewed
 * @param client speaks to the API server as this person, and never as the console
 * @param since when they signed in
 */
public record Session(String person, OAuthTokenProvider token, KubernetesClient client, Instant since) {}
