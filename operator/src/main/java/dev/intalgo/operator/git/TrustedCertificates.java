package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Certificates that are trusted besides the system's. */
public final class TrustedCertificates {
    private final TrustManager[] managers;

    private TrustedCertificates(TrustManager[] managers) {
        this.managers = managers;
    }

    /** The certificates of a PEM text, and the system's. */
    public static TrustedCertificates of(String pem) throws GitException {
        try {
            Collection<? extends Certificate> given = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            if (given.isEmpty()) {
                throw new CertificateException("it holds no certificate");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate : given) {
                store.setCertificateEntry("given-" + store.size(), certificate);
            }
            for (X509Certificate certificate : system().getAcceptedIssuers()) {
                store.setCertificateEntry("system-" + store.size(), certificate);
            }
            return new TrustedCertificates(managers(store));
        } catch (GeneralSecurityException | IOException e) {
            throw new GitException(
                    Reason.HostNotTrusted,
                    "spec.repository.remote.caBundle cannot be read (" + e.getMessage()
                            + "): it must be one or more certificates in PEM",
                    e);
        }
    }

    private static X509TrustManager system() throws GeneralSecurityException {
        return Arrays.stream(managers(null))
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    TrustManager[] managers() {
        return managers;
    }

    /** For clients other than Git's. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has TLS", e);
        }
    }
}
