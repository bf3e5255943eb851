package dev.intalgo.operator.git;

import java.util.Optional;

/**
 * A private key, as it is in a Secret.
 *
 * @param text the key's text
 * @param passphrase what it is encrypted with, if it is
 */
public record PrivateKey(String text, Optional<String> passphrase) {
    @Override
    public String toString() {
        return "PrivateKey[***]";
    }
}
