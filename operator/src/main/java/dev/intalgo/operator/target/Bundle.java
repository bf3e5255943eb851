package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The data of a ConfigMap.
 *
 * @param files file name to text, sorted
 * @param hash SHA-256 of names and texts in hexadecimal: equal when, and only when, the files are
 */
public record Bundle(SortedMap<String, String> files, String hash) {
    /** The most that names and texts may have together, in bytes: an object's limit of 1 MiB, with room for the rest. */
    public static final int LIMIT = 900 * 1024;

    public Bundle {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Bundles the files.
     *
     * @throws TooLarge if they have more than {@link #LIMIT} bytes
     */
    public static Bundle of(Map<String, String> files) throws TooLarge {
        SortedMap<String, String> sorted = new TreeMap<>(files);
        MessageDigest digest = sha256();
        long bytes = 0;
        for (var file : sorted.entrySet()) {
            bytes += update(digest, file.getKey()) + update(digest, file.getValue());
        }
        if (bytes > LIMIT) {
            throw new TooLarge(bytes, LIMIT);
        }
        return new Bundle(sorted, HexFormat.of().formatHex(digest.digest()));
    }

    /** Adds a text with its length, so that no two sequences of texts run into the same bytes. */
    private static int update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
        return bytes.length;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
