package dev.intalgo.operator.git;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens HTTP connections to one server: with certificates that are trusted besides the system's, and by a proxy. What
 * holds for all of the JVM is left alone.
 */
final class HttpConnections {
    private final Optional<SSLSocketFactory> sockets;
    private final Optional<HttpProxy> proxy;

    private HttpConnections(Optional<SSLSocketFactory> sockets, Optional<HttpProxy> proxy) {
        this.sockets = sockets;
        this.proxy = proxy;
    }

    static HttpConnections to(Location.Remote remote) throws GitException {
        Optional<HttpProxy> proxy = remote.proxy();
        if (remote.caPem().isEmpty() && proxy.isEmpty()) {
            return new HttpConnections(Optional.empty(), proxy);
        }
        Optional<TrustedCertificates> trusted = remote.caPem().isPresent()
                ? Optional.of(TrustedCertificates.of(remote.caPem().get()))
                : Optional.empty();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted.map(TrustedCertificates::managers).orElse(null), null);
            SSLSocketFactory direct = context.getSocketFactory();
            return new HttpConnections(
                    Optional.of(proxy.<SSLSocketFactory>map(by -> new ProxySockets(direct, by))
                            .orElse(direct)),
                    proxy);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpURLConnection open(URL url) throws IOException {
        if (proxy.isEmpty()) {
            return secured(url.openConnection());
        }
        // The JDK tunnels itself, but signs in to proxies only as the whole JVM is told to.
        if (url.getProtocol().equals("https")) {
            return secured(url.openConnection(Proxy.NO_PROXY));
        }
        InetSocketAddress address =
                new InetSocketAddress(proxy.get().host(), proxy.get().port());
        URLConnection connection = url.openConnection(new Proxy(Proxy.Type.HTTP, address));
        proxy.get()
                .credentials()
                .ifPresent(basic -> connection.setRequestProperty("Proxy-Authorization", authorization(basic)));
        return (HttpURLConnection) connection;
    }

    private HttpURLConnection secured(URLConnection connection) {
        if (connection instanceof HttpsURLConnection https) {
            sockets.ifPresent(https::setSSLSocketFactory);
        }
        return (HttpURLConnection) connection;
    }

    /** The same URL, which opens such connections by itself: JGit takes no connection that is there already. */
    URL through(URL url) throws IOException {
        try {
            return URL.of(url.toURI(), new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL same) throws IOException {
                    return open(url);
                }
            });
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    static String authorization(Credentials.Basic basic) {
        String both = basic.username() + ":" + basic.password();
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
}
