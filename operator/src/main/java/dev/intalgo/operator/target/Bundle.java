package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an orchestrator loads, as the data of ConfigMaps.
 *
 * @param files file name to text, sorted
 * @param hash SHA-256 of names and texts in hexadecimal: equal when, and only when, the files are
 */
public record Bundle(SortedMap<String, String> files, String hash) {
    /** The most that a ConfigMap's names and texts may have, in bytes: its limit of 1 MiB, with room for the rest. */
    public static final int LIMIT = 900 * 1024;

    public Bundle {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Bundles the files.
     *
     * @throws TooLarge if those that are no {@link Pieces} have more than {@link #LIMIT} bytes
     */
    public static Bundle of(Map<String, String> files) throws TooLarge {
        SortedMap<String, String> sorted = new TreeMap<>(files);
        MessageDigest digest = sha256();
        long bytes = 0;
        for (var file : sorted.entrySet()) {
            int more = update(digest, file.getKey()) + update(digest, file.getValue());
            bytes += Pieces.isPiece(file.getKey()) ? 0 : more;
        }
        if (bytes > LIMIT) {
            throw new TooLarge(bytes, LIMIT);
        }
        return new Bundle(sorted, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * The data of each ConfigMap: of the first, all files but pieces, which are one each in those that follow. A folder
     * that has all of them, the first in another version than the rest, is either whole or lacks pieces by their names.
     */
    public List<SortedMap<String, String>> parts() {
        List<SortedMap<String, String>> parts = new ArrayList<>();
        SortedMap<String, String> first = new TreeMap<>();
        parts.add(first);
        files.forEach((name, text) -> {
            if (Pieces.isPiece(name)) {
                parts.add(new TreeMap<>(Map.of(name, text)));
            } else {
                first.put(name, text);
            }
        });
        return parts;
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
