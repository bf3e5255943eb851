package dev.intalgo.operator.retrieval;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/**
 * Counts tokens as OpenAI's newer models do (o200k_base). Other vendors' models cut text into other pieces, of which
 * there are about as many.
 */
final class Tokens {
    private Tokens() {}

    /** What costs time and memory is loaded when it is needed first: a small schema fits without counting. */
    private static final class Loaded {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    /**
     * Of lines that end with a line break and begin with neither white space nor a slash, the counts add up to the count
     * of the whole: no token of this encoding reaches over such a break.
     */
    static int count(String text) {
        return Loaded.ENCODING.countTokensOrdinary(text);
    }
}
