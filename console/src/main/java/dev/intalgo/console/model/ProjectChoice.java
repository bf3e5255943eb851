package dev.intalgo.console.model;

import dev.intalgo.console.object.Table;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import java.util.List;

/**
 * The project that a page is about.
 *
 * @param all those that the person may list
 * @param chosen empty where none was, and there is none to take
 */
public record ProjectChoice(List<String> all, String chosen) {
    /** The one that was asked for, else the first. */
    public static ProjectChoice of(Person person, String namespace, String wanted) {
        List<String> all = person.may("list", Kind.PROJECTS.plural(), namespace)
                ? Table.of(person.client(), Kind.PROJECTS, namespace).rows().stream()
                        .map(Table.Row::name)
                        .toList()
                : List.of();
        return new ProjectChoice(all, !wanted.isEmpty() ? wanted : all.isEmpty() ? "" : all.getFirst());
    }
}
