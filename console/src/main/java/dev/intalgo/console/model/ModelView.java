package dev.intalgo.console.model;

import dev.intalgo.people.ProjectModels.Model;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A model as it is shown.
 *
 * @param project the project that it is of
 * @param readers the names of those that read it
 */
record ModelView(Model model, String project, Results results, List<String> readers) {
    /** All tests, its columns' too. */
    public long tests() {
        return model.tests().size()
                + model.columns().stream()
                        .mapToLong(column -> column.tests().size())
                        .sum();
    }

    /** What it is about: in its own words, else in those of its Question. */
    public String about() {
        return about(model);
    }

    private static String about(Model model) {
        return model.description().isEmpty() ? model.asked() : model.description();
    }

    /** How a question about it begins. */
    public String askText() {
        return "From the model %s: ".formatted(model.name());
    }

    /** Whether its names or descriptions have a word, in small letters. */
    static boolean has(Model model, String word) {
        return Stream.concat(
                        Stream.of(model.name(), about(model), model.path(), model.asked()),
                        Stream.concat(
                                model.tags().stream(), model.columns().stream().map(c -> c.name())))
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(word));
    }
}
