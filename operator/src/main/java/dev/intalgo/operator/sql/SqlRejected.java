package dev.intalgo.operator.sql;

/** SQL that is not built. The message says what to change, in words that help a person and an LLM alike. */
public final class SqlRejected extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 2_000;

    private final Reason reason;

    /** Why; the names are the reasons of conditions. */
    public enum Reason {
        /** It is more or other than one SELECT: it writes, locks, or has several statements. */
        NotOneSelect,
        /** It calls a function that is not known to only compute: one that reads files, waits or changes something. */
        ForbiddenFunction,
        /** It names a table that is neither in the catalog nor a model. */
        UnknownRelation,
        /** It names a column that none of its relations has. */
        UnknownColumn,
        /** It reads the model that it is to become. */
        SelfReference,
        /** It cannot be parsed, or databases read it differently from one another. */
        Unparseable,
        /** It has Jinja other than {@code source()} and {@code ref()}. */
        TemplateSyntax
    }

    public SqlRejected(Reason reason, String message) {
        // Without a stack trace: it is an answer, and the SQL of a fuzzer makes a great many of them.
        super(message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
