package dev.intalgo.console.form;

import java.util.List;
import java.util.stream.Stream;

/**
 * A form.
 *
 * @param first what is asked for at once
 * @param more what most people leave as it is
 */
public record Parts(List<Group> first, List<Group> more) {
    /** All that is asked for. */
    public List<Field> fields() {
        return Group.fields(Stream.concat(first.stream(), more.stream()));
    }
}
