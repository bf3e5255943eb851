package dev.intalgo.console.write;

/** What became of what somebody wanted written. */
public sealed interface Written {
    /** It is in the cluster. */
    record Done() implements Written {}

    /**
     * Nothing was written.
     *
     * @param manifest what to put into Git, or to apply
     * @param git whether that is so because the namespace's objects come from Git, and not because it was asked for
     */
    record Shown(String manifest, boolean git) implements Written {}

    /**
     * Nothing was written.
     *
     * @param why what to change, as the cluster says it
     */
    record Refused(String why) implements Written {}
}
