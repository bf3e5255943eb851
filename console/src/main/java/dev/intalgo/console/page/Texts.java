package dev.intalgo.console.page;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** What templates do with texts. */
@TemplateExtension
public class Texts {
    private static final int LONGEST = 200;
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Texts() {}

    /** Its beginning, for lists. */
    static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }

    /** For the value of a query's parameter. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A moment as people read it; as it stands where it is none. */
    static String minutes(String instant) {
        try {
            return MINUTES.format(Instant.parse(instant));
        } catch (DateTimeParseException e) {
            return instant;
        }
    }

    /** Whether it is the URL of a page: a browser runs what follows {@code javascript:}. */
    public static boolean web(String text) {
        return text.startsWith("https://") || text.startsWith("http://");
    }
}
