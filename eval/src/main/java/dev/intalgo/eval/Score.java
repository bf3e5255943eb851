package dev.intalgo.eval;

/**
 * How a question went.
 *
 * @param end          what came of it
 * @param note         what to tell people of it
 * @param repairs      how often the LLM was told that something is wrong
 * @param inputTokens  tokens read; 0 where the endpoint does not count
 * @param outputTokens tokens written; 0 where the endpoint does not count
 * @param seconds      from the question to the end
 */
record Score(End end, String note, int repairs, long inputTokens, long outputTokens, double seconds) {

    /** What can come of a question. */
    enum End {
        /** With the right rows. */
        RIGHT,
        /** With other rows. */
        WRONG,
        /** With no answer, because the LLM says that there is none or asks back. */
        REFUSED,
        /** With SQL that does not run, or none. */
        FAILED,
        /** The LLM could not be asked. */
        UNREACHED
    }

    boolean is(End other) {
        return end == other;
    }
}
