package dev.intalgo.operator.git;

/** Whom a commit names as its author. */
public record Author(String name, String email) {}
