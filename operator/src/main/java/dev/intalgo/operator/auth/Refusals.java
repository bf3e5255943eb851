package dev.intalgo.operator.auth;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What is said to whoever is not served. */
public final class Refusals {
    private Refusals() {}

    /** An answer with this status, which says why in a line of text. */
    public static WebApplicationException refused(int status, String why) {
        var response = Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(why + "\n");
        if (status == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return new WebApplicationException(why, response.build());
    }
}
