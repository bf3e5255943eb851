package dev.intalgo.console.form;

import java.util.List;

/**
 * A form as it is shown.
 *
 * @param action where it is sent to, which is the page that it is on
 * @param name asks for the object's name; null where it has one
 * @param version the object's generation when it was read, or empty
 * @param problems what to change
 * @param submit what the button says that sends it
 */
public record FormView(String action, Field name, String version, Parts parts, List<String> problems, String submit) {
    /** Whether to show what most people leave as it is: where something there may be wrong. */
    public boolean open() {
        return !problems.isEmpty();
    }
}
