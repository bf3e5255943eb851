package dev.intalgo.console.page;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** What forms are answered with. */
public final class Answers {
    private static final int INVALID = 422;

    private Answers() {}

    /**
     * Leads to a page of the console, so that loading that again sends nothing again.
     *
     * @param path with {@code %s} for each of the names, which need no encoding
     */
    public static Response to(String path, Object... names) {
        return Response.seeOther(URI.create(path.formatted(names))).build();
    }

    /** The form again, with all that was written in it and what to change. */
    public static Response refused(TemplateInstance page) {
        return Response.status(INVALID).entity(page).build();
    }
}
