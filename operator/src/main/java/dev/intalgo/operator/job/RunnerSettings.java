package dev.intalgo.operator.job;

/**
 * What all pods that the operator makes have in common.
 *
 * @param image the runner image
 * @param url where the operator is, as pods see it, without a slash at its end
 * @param caPem the certificate, in PEM, that the operator's is checked against
 */
public record RunnerSettings(String image, String url, String caPem) {}
