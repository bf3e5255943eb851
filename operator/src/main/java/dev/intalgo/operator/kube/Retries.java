package dev.intalgo.operator.kube;

/** How a reconciliation that ended in an exception, as where the API server is away, is tried again. */
public final class Retries {
    /** The SDK's word for it; by default it gives up after half a minute, and nothing would look again. */
    public static final int WITHOUT_END = -1;

    public static final long LONGEST_MILLIS = 60_000;

    private Retries() {}
}
