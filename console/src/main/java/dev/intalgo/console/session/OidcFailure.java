package dev.intalgo.console.session;

/** Somebody could not be signed in by their provider. The message is for them, and has no secret. */
final class OidcFailure extends Exception {
    private static final long serialVersionUID = 1;

    OidcFailure(String message) {
        super(message);
    }

    OidcFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
