package dev.intalgo.operator.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;

/** Makes TLS connections through an HTTP proxy, by its method CONNECT. */
final class ProxySockets extends SSLSocketFactory {
    private final SSLSocketFactory tls;
    private final HttpProxy proxy;

    ProxySockets(SSLSocketFactory tls, HttpProxy proxy) {
        this.tls = tls;
        this.proxy = proxy;
    }

    /** A proxy that does not connect to the server, and why. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        /** Whether the proxy wants a user name and password, or others. */
        boolean unauthenticated() {
            return status == 407;
        }
    }

    /** What the JDK connects first, and then wraps into TLS. */
    @Override
    public Socket createSocket() {
        return new Tunnel();
    }

    @Override
    public Socket createSocket(Socket tunnel, String host, int port, boolean autoClose) throws IOException {
        return tls.createSocket(tunnel, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    private final class Tunnel extends Socket {
        private static final int LONGEST_ANSWER = 16_384;

        @Override
        public void connect(SocketAddress server, int timeout) throws IOException {
            try {
                super.connect(new InetSocketAddress(proxy.host(), proxy.port()), timeout);
            } catch (IOException e) {
                throw new Refused(0, "it cannot be reached: " + e);
            }
            setSoTimeout(timeout);
            InetSocketAddress target = (InetSocketAddress) server;
            // By name: the proxy may know hosts that we do not.
            String authority = target.getHostString() + ":" + target.getPort();
            StringBuilder request =
                    new StringBuilder("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n");
            proxy.credentials()
                    .ifPresent(basic -> request.append("Proxy-Authorization: ")
                            .append(HttpConnections.authorization(basic))
                            .append("\r\n"));
            getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            String answer = head(getInputStream());
            if (!answer.matches("HTTP/1\\.[01] 2\\d\\d(?s).*")) {
                close();
                throw refused(answer);
            }
        }

        /** Reads no byte more than the answer's head: what follows is the server's. */
        private String head(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int end = 0;
            while (end < 4 && head.size() < LONGEST_ANSWER) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.write(next);
                end = next == "\r\n\r\n".charAt(end) ? end + 1 : next == '\r' ? 1 : 0;
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        private Refused refused(String answer) {
            String line = answer.lines().findFirst().orElse("nothing");
            boolean http = line.matches("HTTP/1\\.[01] \\d{3}.*");
            return new Refused(http ? Integer.parseInt(line.substring(9, 12)) : 0, "the proxy answered: " + line);
        }
    }
}
