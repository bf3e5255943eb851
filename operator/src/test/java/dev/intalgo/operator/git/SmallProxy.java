package dev.intalgo.operator.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy with the method CONNECT, which finds all hosts on this machine. */
final class SmallProxy implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final Optional<String> authorization;

    private SmallProxy(ServerSocket server, Optional<String> authorization) {
        this.server = server;
        this.authorization = authorization;
    }

    static SmallProxy start(Optional<Credentials.Basic> credentials) throws IOException {
        SmallProxy proxy = new SmallProxy(new ServerSocket(0), credentials.map(HttpConnections::authorization));
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    HttpProxy given(Credentials.Basic credentials) {
        return new HttpProxy("localhost", server.getLocalPort(), Optional.ofNullable(credentials));
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (SocketException e) {
            // Closed.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void serve(Socket client) {
        try (client) {
            // Nothing comes after the head before it is answered, so that no byte of the tunnel is read here.
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = in.readLine();
            List<String> headers = in.lines().takeWhile(line -> !line.isEmpty()).toList();
            asked.add(request);
            OutputStream out = client.getOutputStream();
            boolean admitted = authorization.isEmpty()
                    || headers.stream()
                            .anyMatch(h -> h.equalsIgnoreCase("Proxy-Authorization: " + authorization.get()));
            if (!admitted) {
                out.write(
                        "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            try (Socket target = new Socket("localhost", Integer.parseInt(request.replaceAll(".*:(\\d+) .*", "$1")))) {
                out.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                Thread back = Thread.ofVirtual().start(() -> copy(target, client));
                copy(client, target);
                back.join();
            }
        } catch (IOException | InterruptedException e) {
            asked.add(e.toString());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them hung up, which ends the tunnel.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
