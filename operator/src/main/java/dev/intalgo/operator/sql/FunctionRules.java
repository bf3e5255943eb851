package dev.intalgo.operator.sql;

import java.util.Set;

/**
 * Which functions SQL may call besides those that are known, and which it may not.
 *
 * @param allowed people's own, as they are called, with their schema or without; upper and lower case are the same
 * @param denied  those that the adapter denies, even where they are allowed; {@code *} at the end stands for anything
 */
public record FunctionRules(Set<String> allowed, Set<String> denied) {
    /** Those that are known, and no others. */
    public static final FunctionRules KNOWN = new FunctionRules(Set.of(), Set.of());
}
