package dev.intalgo.console.form;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Fields that belong together. */
public record Group(String title, String help, List<Field> fields) {
    private Group only(Predicate<Field> wanted) {
        return new Group(title, help, fields.stream().filter(wanted).toList());
    }

    /** The groups with these fields only, and none that is empty then. */
    public static List<Group> only(List<Group> groups, Predicate<Field> wanted) {
        return groups.stream()
                .map(group -> group.only(wanted))
                .filter(group -> !group.fields().isEmpty())
                .toList();
    }

    public static List<Field> fields(Stream<Group> groups) {
        return groups.flatMap(group -> group.fields().stream()).toList();
    }
}
