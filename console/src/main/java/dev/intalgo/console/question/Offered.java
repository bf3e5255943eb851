package dev.intalgo.console.question;

import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;

/**
 * What a person may do with the questions of a namespace.
 *
 * @param edit whether they may change what is asked
 * @param say whether they may say that an answer is right, or is not
 * @param delete whether they may delete
 * @param ask whether they may ask
 * @param history whether they may see the project's Git history
 */
public record Offered(boolean edit, boolean say, boolean delete, boolean ask, boolean history) {
    static Offered to(Person person, String namespace) {
        var questions = Kind.QUESTIONS.plural();
        return new Offered(
                person.may("update", questions, namespace),
                person.may("patch", questions, namespace),
                person.may("delete", questions, namespace),
                person.may("create", questions, namespace),
                person.may("get", Kind.PROJECTS.plural(), namespace));
    }
}
