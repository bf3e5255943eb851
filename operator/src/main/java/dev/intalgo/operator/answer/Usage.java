package dev.intalgo.operator.answer;

/**
 * What a completion cost.
 *
 * @param model        the model that answered, as the endpoint names it
 * @param inputTokens  tokens read; 0 where the endpoint does not count
 * @param outputTokens tokens written; 0 where the endpoint does not count
 */
public record Usage(String model, long inputTokens, long outputTokens) {}
