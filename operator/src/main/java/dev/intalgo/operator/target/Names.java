package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Names that orchestrators take, made from names that they need not take. */
final class Names {
    private static final int HASH = 8;

    private Names() {}

    /** The name itself if it only has letters, digits, {@code _ . -} and is short enough; else that with a hash. */
    static String file(String name, int longest) {
        return fitted(name, name.replaceAll("[^A-Za-z0-9_.-]", "_"), longest, "_");
    }

    /** A Python identifier's characters: letters, digits and {@code _}. */
    static String identifier(String name, int longest) {
        String plain = name.replace('-', '_').replace('.', '_');
        return fitted(plain, plain.replaceAll("[^A-Za-z0-9_]", "_"), longest, "_");
    }

    /** A DNS label. */
    static String label(String name, int longest) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
        String safe = plain.replaceAll("[^a-z0-9-]", "-").replaceAll("^-+|-+$", "");
        return fitted(plain, safe.isEmpty() ? "x" : safe, longest, "-");
    }

    /** The name, or with a number behind it if it is taken; takes it. */
    static String unique(String name, Set<String> taken) {
        return unique(name, taken, "_");
    }

    /** The same, with something else between the name and the number. */
    static String unique(String name, Set<String> taken, String separator) {
        String candidate = name;
        for (int n = 2; !taken.add(candidate); n++) {
            candidate = name + separator + n;
        }
        return candidate;
    }

    /** One segment of a URI's path. */
    static String segment(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static String fitted(String name, String safe, int longest, String separator) {
        if (safe.equals(name) && name.length() <= longest) {
            return name;
        }
        String hash = HexFormat.of()
                .formatHex(Bundle.sha256().digest(name.getBytes(UTF_8)))
                .substring(0, HASH);
        int kept = Math.min(safe.length(), longest - HASH - 1);
        return safe.substring(0, kept).replaceAll("-+$", "") + separator + hash;
    }
}
