package dev.intalgo.operator.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes and reads the operator's certificates: an authority of its own, and a server's that it signs. */
final class Certificates {
    /** How long the authority is valid. */
    static final Duration AUTHORITY = Duration.ofDays(3650);
    /** How long a server's certificate is valid; it is renewed when the operator starts. */
    static final Duration SERVER = Duration.ofDays(730);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int DNS_NAME = 2;

    private Certificates() {}

    /** A certificate and its private key, in PEM. */
    record Signed(String certificatePem, String keyPem) {}

    static Signed authority(Instant now) {
        try {
            KeyPair keys = keys();
            X500Principal name = new X500Principal("CN=intalgo CA");
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial(), from(now), Date.from(now.plus(AUTHORITY)), name, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return signed(builder, keys.getPrivate(), keys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
    }

    static Signed server(Signed authority, List<String> names, Instant now) {
        try {
            KeyPair keys = keys();
            X509Certificate issuer = certificate(authority.certificatePem());
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    serial(),
                    from(now),
                    Date.from(now.plus(SERVER)),
                    new X500Principal("CN=" + names.getFirst()),
                    keys.getPublic());
            var extensions = new JcaX509ExtensionUtils();
            GeneralName[] alternatives = names.stream()
                    .map(name -> new GeneralName(GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(issuer));
            return signed(builder, keys.getPrivate(), key(authority.keyPem()));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
    }

    private static Signed signed(JcaX509v3CertificateBuilder builder, PrivateKey own, PrivateKey issuer)
            throws OperatorCreationException, IOException {
        X509CertificateHolder certificate = builder.build(new JcaContentSignerBuilder(SIGNATURE).build(issuer));
        return new Signed(pem(certificate), pem(new JcaPKCS8Generator(own, null)));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
    }

    private static Date from(Instant now) {
        return Date.from(now.minus(CLOCK_SKEW));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /** Reads a certificate. */
    static X509Certificate certificate(String pem) throws GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof X509CertificateHolder holder) {
                return new JcaX509CertificateConverter().getCertificate(holder);
            }
            throw new GeneralSecurityException("not a certificate in PEM");
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PrivateKeyInfo info) {
                return new JcaPEMKeyConverter().getPrivateKey(info);
            }
            throw new GeneralSecurityException("not a private key in PEM");
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Whether a certificate is the issuer's, is for all the names, and is valid until at least then. */
    static boolean good(String pem, String issuerPem, Collection<String> names, Instant until) {
        try {
            X509Certificate certificate = certificate(pem);
            certificate.verify(certificate(issuerPem).getPublicKey());
            return certificate.getNotAfter().toInstant().isAfter(until)
                    && names(certificate).containsAll(names);
        } catch (GeneralSecurityException e) {
            return false; // Unreadable or another issuer's: made anew.
        }
    }

    private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new HashSet<>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.getFirst().equals(DNS_NAME)) {
                    names.add((String) alternative.get(1));
                }
            }
        }
        return names;
    }
}
