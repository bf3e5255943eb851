package dev.intalgo.operator.target;

/** The files do not fit into a ConfigMap, and cannot be in pieces. */
public final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    TooLarge(long bytes, long limit) {
        super("the orchestrator's files have " + (bytes + 1023) / 1024 + " KiB, and a ConfigMap holds " + limit / 1024
                + " KiB" + ": select fewer models, or split the Deployment in two");
    }
}
