package dev.intalgo.operator.git;

/** Somebody pushed to a repository on the volume: a CDI event, fired once the commits are there. */
public record Pushed(RepositoryId repository) {}
