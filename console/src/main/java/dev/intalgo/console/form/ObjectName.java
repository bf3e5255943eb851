package dev.intalgo.console.form;

import dev.intalgo.console.object.Names;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/** The field of a form for the name of the object that it makes. */
public final class ObjectName {
    private static final String PATH = "name";

    private ObjectName() {}

    public static Field field(String label, String value) {
        return new Field(
                PATH, label, "", Field.Kind.TEXT, value, List.of(), "Small letters, digits and -.", "shop", true, null);
    }

    public static String of(MultivaluedMap<String, String> input) {
        var name = input.getFirst(PATH);
        return name == null ? "" : name.strip();
    }

    public static List<String> problems(String name) {
        return name.matches(Names.PATTERN)
                ? List.of()
                : List.of("A name has small letters, digits and -, such as: shop.");
    }
}
