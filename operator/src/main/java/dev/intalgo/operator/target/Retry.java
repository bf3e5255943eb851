package dev.intalgo.operator.target;

import java.time.Duration;

/**
 * What happens when a run fails or takes too long.
 *
 * @param retries how often it is tried again
 * @param delay how long to wait before that, where the orchestrator can
 * @param timeout how long one attempt may take
 */
public record Retry(int retries, Duration delay, Duration timeout) {}
