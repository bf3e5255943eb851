package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A JSON file that may be too large for one ConfigMap: in pieces, of which the file itself then only says the names, in
 * their order, and the SHA-256 of all together. The pieces' names have a part of that, so that those of two versions lie
 * side by side in one folder while it changes.
 */
final class Pieces {
    /** The largest file that stays whole, in bytes: there is room for others beside it. */
    static final int WHOLE = 800 * 1024;

    /** The largest piece, in bytes: two of them, of two versions, fit into one ConfigMap. */
    static final int PIECE = 440 * 1024;

    private static final Pattern NAME = Pattern.compile(".+\\.[0-9a-f]{16}\\.[0-9]+");

    private Pieces() {}

    /** What a file is replaced by where it is in pieces. */
    private record Index(List<String> pieces, String sha256) {}

    /** The file, whole or in pieces, by their names. */
    static Map<String, String> of(String name, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length <= WHOLE) {
            return Map.of(name, text);
        }
        String sha256 = HexFormat.of().formatHex(Bundle.sha256().digest(bytes));
        Map<String, String> files = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (int start = 0, end; start < bytes.length; start = end) {
            end = end(bytes, start);
            String piece = "%s.%s.%d".formatted(name, sha256.substring(0, 16), names.size() + 1);
            names.add(piece);
            files.put(piece, new String(Arrays.copyOfRange(bytes, start, end), UTF_8));
        }
        files.put(name, Json.text(new Index(names, sha256)));
        return files;
    }

    /** Where the piece ends that starts there: never within a character. */
    private static int end(byte[] bytes, int start) {
        int end = Math.min(start + PIECE, bytes.length);
        while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    /** Whether a file is a piece, by its name. */
    static boolean isPiece(String name) {
        return NAME.matcher(name).matches();
    }
}
