package dev.intalgo.operator.answer;

/** A column that an answer's SQL puts out, and what it holds. */
public record ColumnPlan(String name, String description) {}
