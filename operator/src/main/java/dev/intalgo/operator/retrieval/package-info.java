/**
 * Chooses what of a schema an LLM is shown for a question, within a number of tokens. It knows nothing of Kubernetes:
 * values in, text out.
 */
package dev.intalgo.operator.retrieval;
