package dev.intalgo.console.page;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What templates do with texts. */
@TemplateExtension
class Texts {
    private Texts() {}

    /** For the value of a query's parameter. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
