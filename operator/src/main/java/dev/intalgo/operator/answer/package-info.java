/** Asks an LLM for the answer to a question: one structured completion, and again with the error where it failed. */
package dev.intalgo.operator.answer;
