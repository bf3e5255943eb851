package dev.intalgo.operator.dbt;

/** What the LLM asked back about a question, and what a person answered. */
public record Exchange(String question, String answer) {}
