package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.operator.adapter.DataHub.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns what people write, {@code schema.table} with {@code *}, into DataHub's patterns: regular expressions that it
 * matches from the start of a name.
 *
 * @param parts what the name of a table is made of
 */
record Patterns(List<Part> parts) {
    private static final String ANY = "[^.]+";

    /** Sets what is allowed by a pattern whose names are made of {@code of}, and adds to what it denies. */
    void narrow(ObjectNode config, String key, List<Part> of, Recipes.Selection selection) {
        boolean tables = of.contains(Part.TABLE);
        List<String> deny = selection.exclude().stream()
                // A table left out does not leave out its schema.
                .filter(glob -> tables || wholeSchema(glob))
                .map(glob -> pattern(glob, of))
                .toList();
        List<String> allow = selection.include().stream()
                .map(glob -> pattern(glob, of))
                .distinct()
                .toList();
        if (deny.isEmpty() && allow.isEmpty()) {
            return;
        }
        ObjectNode pattern = config.withObject("/" + key);
        if (!allow.isEmpty()) {
            allow.forEach(pattern.putArray("allow")::add);
        }
        ArrayNode denied = pattern.withArray("/deny");
        deny.forEach(denied::add);
    }

    private boolean wholeSchema(String glob) {
        List<String> pieces = pieces(glob);
        return pieces.getLast().equals("*");
    }

    /** A pattern for names of these parts. */
    String pattern(String glob, List<Part> of) {
        List<String> pieces = pieces(glob);
        StringBuilder regex = new StringBuilder();
        for (Part part : of) {
            if (!regex.isEmpty()) {
                regex.append("\\.");
            }
            // Of a longer name the glob says the end.
            int place = parts.indexOf(part) - (parts.size() - pieces.size());
            regex.append(place < 0 ? ANY : body(pieces.get(place)));
        }
        return regex.append('$').toString();
    }

    /** As many pieces as there are dots, but no more than a name has parts: the last has the other dots. */
    private List<String> pieces(String glob) {
        List<String> pieces = new ArrayList<>(List.of(glob.split("\\.", parts.size())));
        if (pieces.size() == 1) {
            pieces.add("*");
        }
        return pieces;
    }

    /** A pattern for exactly this name. */
    static String regex(String name) {
        return "^" + body(name) + "$";
    }

    /** DataHub leaves text alone that has no ${NAME}. */
    private static String body(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.codePoints().forEach(c -> {
            if (c == '*') {
                regex.append(".*");
            } else if (Character.isLetterOrDigit(c) || c == '_') {
                regex.appendCodePoint(c);
            } else {
                regex.append('\\').appendCodePoint(c);
            }
        });
        return regex.toString();
    }
}
