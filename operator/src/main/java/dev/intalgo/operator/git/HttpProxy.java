package dev.intalgo.operator.git;

import java.util.Optional;

/**
 * An HTTP proxy.
 *
 * @param host its host name or address
 * @param port its port
 * @param credentials how to sign in to it, if at all
 */
public record HttpProxy(String host, int port, Optional<Credentials.Basic> credentials) {}
