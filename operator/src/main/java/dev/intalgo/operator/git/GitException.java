package dev.intalgo.operator.git;

/** A repository could not be read or written. The message says what to change, and holds no credentials. */
public final class GitException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as a condition's reason. */
    public enum Reason {
        /** The server does not answer, or has no such repository. */
        RepositoryUnreachable,
        /** The server refuses the user name and password, or they may not write. */
        AuthenticationFailed,
        /** The server's rules refuse the commit. */
        PushRejected,
        /** Others committed faster than we could, several times in a row. */
        RepositoryMoved,
        /** The repository has commits, but not the branch. */
        BranchMissing,
        /** The repository on the operator's volume has reached its size, or the volume is full. */
        RepositoryFull,
        /** The project's text files are too many to be read. */
        RepositoryTooLarge,
        /** The place to move a repository to has commits of its own. */
        RepositoryNotEmpty,
        /** A private key cannot be read. */
        InvalidKey,
        /** The key that signs commits cannot be used. */
        SigningFailed,
        /** The server's certificate, or its SSH key, is not trusted. */
        HostNotTrusted,
        /** The URL is none that is supported. */
        UnsupportedUrl,
        /** A path is none that a repository may hold. */
        InvalidPath,
        /** The repository on disc is damaged. */
        RepositoryDamaged
    }

    private final Reason reason;

    GitException(Reason reason, String message) {
        this(reason, message, null);
    }

    GitException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
