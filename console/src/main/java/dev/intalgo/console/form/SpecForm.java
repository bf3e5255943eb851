package dev.intalgo.console.form;

import java.util.List;
import java.util.Optional;

/** What asks for a {@code spec}. */
public interface SpecForm {
    /** What is asked for. */
    Parts parts();

    /**
     * The spec that was asked for.
     *
     * @param secrets where what is secret goes
     * @param problems where to say what to change, as sentences; where the result is empty there is one
     */
    Optional<?> spec(NewSecrets secrets, List<String> problems);
}
