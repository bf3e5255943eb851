package dev.intalgo.operator.sql;

/** A stretch of SQL as a database's lexer sees it; {@code end} is exclusive. */
record Piece(Kind kind, int start, int end) {
    enum Kind {
        /** A name or a keyword without quotes. */
        WORD,
        NUMBER,
        /** A name in quotes, backticks or brackets; a string in the dialects that have it so. */
        QUOTED,
        STRING,
        COMMENT,
        /** A {@code source()} or {@code ref()} that a person wrote. */
        TEMPLATE,
        /** One character of anything else. */
        SYMBOL
    }

    String of(String sql) {
        return sql.substring(start, end);
    }

    boolean is(String sql, char symbol) {
        return kind == Kind.SYMBOL && sql.charAt(start) == symbol;
    }
}
