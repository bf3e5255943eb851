package dev.intalgo.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Leads from a port of its own to a server, and can be pulled out and put in again. */
final class Cable implements AutoCloseable {
    private final URI server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private ServerSocket listening;

    Cable(String server) {
        this.server = URI.create(server);
        this.listening = listen(0);
        this.port = listening.getLocalPort();
    }

    String url() {
        return server.getScheme() + "://127.0.0.1:" + port;
    }

    private ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"));
            Thread.startVirtualThread(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var from = socket.accept();
                var to = new Socket(server.getHost(), server.getPort());
                open.add(from);
                open.add(to);
                Thread.startVirtualThread(() -> copy(from, to));
                Thread.startVirtualThread(() -> copy(to, from));
            } catch (IOException e) {
                // The listening socket was closed; or the server ended, and the next connection finds out as well.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two ended it.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Ends every connection, and takes no other. */
    void pull() {
        close();
    }

    void plug() {
        listening = listen(port);
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
