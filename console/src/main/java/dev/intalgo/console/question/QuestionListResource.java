package dev.intalgo.console.question;

import dev.intalgo.console.object.Names;
import dev.intalgo.console.object.Page;
import dev.intalgo.console.object.Table;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The questions of a namespace, the newest first. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/questions")
@RunOnVirtualThread
public class QuestionListResource {
    private static final String ASKED = "Asked";
    private static final String PROJECT = "Project";

    private final Person person;

    QuestionListResource(Person person) {
        this.person = person;
    }

    @CheckedTemplate(basePath = "question")
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(
                Frame frame, Page<Table.Row> page, Filter filter, List<String> projects, boolean mayAsk);

        static native TemplateInstance rows(Frame frame, Page<Table.Row> page, Filter filter);
    }

    /** What is looked for; what is empty does not matter. */
    public record Filter(
            @QueryParam("words") String words,
            @QueryParam("ready") String ready,
            @QueryParam("project") String project,
            @QueryParam("mode") String mode) {
        public Filter {
            words = Objects.requireNonNullElse(words, "");
            ready = Objects.requireNonNullElse(ready, "");
            project = Objects.requireNonNullElse(project, "");
            mode = Objects.requireNonNullElse(mode, "");
        }

        private List<Table.Row> of(Table table) {
            return table.matching(words, ready).stream()
                    .filter(row -> project.isEmpty() || row.cell(PROJECT).equals(project))
                    .filter(row -> mode.isEmpty() || row.cell("Mode").equals(mode))
                    .sorted(Comparator.comparing((Table.Row row) -> row.cell(ASKED))
                            .reversed()
                            .thenComparing(Table.Row::name))
                    .toList();
        }
    }

    @GET
    public TemplateInstance list(
            @PathParam("namespace") String namespace,
            @BeanParam Filter filter,
            @QueryParam("page") @DefaultValue("1") int number,
            @QueryParam("part") boolean part) {
        var table = Table.of(person.client(), Kind.QUESTIONS, namespace);
        var page = Page.of(filter.of(table), number);
        var frame = new Frame(Kind.QUESTIONS.title(), person.name(), namespace, Kind.QUESTIONS.section());
        if (part) {
            return Templates.rows(frame, page, filter);
        }
        var projects = table.rows().stream()
                .map(row -> row.cell(PROJECT))
                .distinct()
                .sorted()
                .toList();
        var mayAsk = person.may("create", Kind.QUESTIONS.plural(), namespace);
        return Templates.list(frame, page, filter, projects, mayAsk);
    }
}
