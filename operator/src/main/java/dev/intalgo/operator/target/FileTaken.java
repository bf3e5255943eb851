package dev.intalgo.operator.target;

/** A path in the repository where somebody else's file is. */
public final class FileTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FileTaken(String message) {
        super(message);
    }
}
