package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.AnswersApi;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.people.FileChange;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What became of an answer in Git. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/questions/{name: " + Names.PATTERN + "}/history")
@RunOnVirtualThread
public class HistoryResource {
    private static final int MOST = 50;
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Person person;
    private final AnswersApi answers;

    HistoryResource(Person person, @RestClient AnswersApi answers) {
        this.person = person;
        this.answers = answers;
    }

    @CheckedTemplate(basePath = "question")
    static class Templates {
        private Templates() {}

        static native TemplateInstance history(Frame frame, Question question, List<Change> changes);
    }

    /** A commit, with each line of its diff. */
    record Change(FileChange commit, List<DiffLine> lines) {
        static Change of(FileChange commit) {
            return new Change(
                    commit,
                    commit.diff().isEmpty()
                            ? List.of()
                            : commit.diff().lines().map(DiffLine::of).toList());
        }

        public String when() {
            return MINUTES.format(commit.at());
        }

        public String shortId() {
            return commit.commit().substring(0, Math.min(8, commit.commit().length()));
        }
    }

    /** @param look the class of its style: its sign tells the same */
    record DiffLine(String text, String look) {
        static DiffLine of(String line) {
            return new DiffLine(
                    line,
                    switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                        case '+' -> "added";
                        case '-' -> "removed";
                        case '@' -> "where";
                        default -> "same";
                    });
        }
    }

    @GET
    public TemplateInstance show(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var question = person.read(Question.class, namespace, name);
        var path = question.getStatus() == null ? null : question.getStatus().path();
        List<FileChange> commits = path == null
                ? List.of()
                : answers.history(namespace, question.getSpec().projectRef().name(), path, MOST);
        return Templates.history(
                new Frame("History of " + name, person.name(), namespace, Section.QUESTIONS),
                question,
                commits.stream().map(Change::of).toList());
    }
}
