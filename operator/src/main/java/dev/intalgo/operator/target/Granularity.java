package dev.intalgo.operator.target;

/** What one pod runs. */
public enum Granularity {
    /** The whole selection. */
    PROJECT,
    /** One model, with the tests that it can pass or fail by itself. */
    MODEL
}
