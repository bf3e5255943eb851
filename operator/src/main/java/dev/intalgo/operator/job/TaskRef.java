package dev.intalgo.operator.job;

/** Names a task. */
public record TaskRef(String namespace, String name) {}
