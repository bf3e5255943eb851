package dev.intalgo.operator.people;

import static dev.intalgo.operator.auth.Refusals.refused;

import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.dbt.SourceEdits;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.KnownTables;
import dev.intalgo.operator.project.KnownTables.Known;
import dev.intalgo.operator.project.PeoplesEdits;
import dev.intalgo.operator.project.PeoplesEdits.Waiting;
import dev.intalgo.people.DescriptionEdit;
import dev.intalgo.people.Relationship;
import dev.intalgo.people.RelationshipDecision;
import dev.intalgo.people.RelationshipsPage;
import dev.intalgo.people.SchemaEdited;
import dev.intalgo.people.TableDetails;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TablesPage;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables of a project: with what its sources' YAML in Git says of them, which people may change here. */
@Path("/people/v1/projects/{namespace}/{project}/tables")
@RunOnVirtualThread
public class ProjectTablesResource {
    private static final String PROJECTS = "intalgoprojects";
    /** More is no description; in characters. */
    private static final int LONGEST = 10_000;

    private final People people;
    private final KnownTables known;
    private final Tables tables;
    private final PeoplesEdits edits;

    ProjectTablesResource(People people, KnownTables known, Tables tables, PeoplesEdits edits) {
        this.people = people;
        this.known = known;
        this.tables = tables;
        this.edits = edits;
    }

    /** Turns what keeps the operator from answering into what is said to people. */
    static <T> T said(Work<T> work) {
        try {
            return work.run();
        } catch (NotReady e) {
            throw refused(e.reason().endsWith("NotFound") ? 404 : 503, e.getMessage());
        } catch (SourceEdits.Unwritable e) {
            throw refused(422, e.getMessage());
        }
    }

    /** Something that needs an object, a catalog or a repository. */
    interface Work<T> {
        T run() throws NotReady;
    }

    private Known known(String authorization, String namespace, String project) {
        people.allowed(authorization, "get", PROJECTS, namespace, project);
        return said(() -> known.ofProject(namespace, project));
    }

    private Optional<Waiting> waiting(Known known) {
        return said(() -> edits.waiting(known));
    }

    @GET
    public TablesPage search(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @QueryParam("words") @DefaultValue("") String words,
            @QueryParam("page") @DefaultValue("1") int page) {
        return tables.search(known(authorization, namespace, project), words, page);
    }

    @GET
    @Path("keys")
    public TableKeys keys(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @QueryParam("words") @DefaultValue("") String words) {
        return tables.keys(known(authorization, namespace, project), words);
    }

    @GET
    @Path("{source}/{table}")
    public TableDetails one(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @PathParam("source") String source,
            @PathParam("table") String table) {
        var seen = known(authorization, namespace, project);
        return tables.details(seen, waiting(seen), source, table);
    }

    /** Describes a table or a column. */
    @POST
    @Path("descriptions")
    public SchemaEdited describe(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            DescriptionEdit edit) {
        var person = people.allowed(authorization, "update", PROJECTS, namespace, project);
        require(edit != null && allGiven(edit.source(), edit.table(), edit.column(), edit.seen(), edit.text()));
        if (edit.text().length() > LONGEST) {
            throw refused(
                    422,
                    "The description has %d characters, and may have %d: say it more shortly."
                            .formatted(edit.text().length(), LONGEST));
        }
        var known = said(() -> this.known.ofProject(namespace, project));
        var waiting = waiting(known);
        var counts = described(known, edit);
        var proposed = Tables.proposed(known, Tables.one(known, edit.source(), edit.table()), waiting);
        requireSame(
                edit.seen(),
                proposed.map(p -> p.described(edit.column(), counts)).orElse(counts));
        var before = described(waiting.map(Waiting::after).orElse(known), edit);
        var what = edit.table() + (edit.column().isEmpty() ? "" : "." + edit.column());
        return made(known, person.username(), "Describe " + edit.source() + "." + what, now -> {
            requireSame(before, described(now, edit));
            var yaml = new SourceEdits(now.catalog(), Tables.one(now, edit.source(), edit.table()), now.files());
            return edit.column().isEmpty() ? yaml.describe(edit.text()) : yaml.describe(edit.column(), edit.text());
        });
    }

    private static String described(Known now, DescriptionEdit edit) {
        var table = Tables.one(now, edit.source(), edit.table());
        return edit.column().isEmpty()
                ? table.description()
                : table.column(edit.column())
                        .map(Column::description)
                        .orElseThrow(
                                () -> refused(404, "The table has no column %s any more.".formatted(edit.column())));
    }

    private static void requireSame(String seen, String now) {
        // A browser sends line breaks its own way, and blanks around the text mean nothing.
        if (!seen.replace("\r\n", "\n").strip().equals(now.replace("\r\n", "\n").strip())) {
            throw refused(
                    409,
                    "It is described otherwise by now, as \"%s\": load the page again, and write yours once more."
                            .formatted(now));
        }
    }

    /** What was inferred and is still to be confirmed or denied. */
    @GET
    @Path("relationships")
    public RelationshipsPage open(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @QueryParam("page") @DefaultValue("1") int page) {
        var seen = known(authorization, namespace, project);
        return tables.open(seen, waiting(seen), page);
    }

    /** Confirms or denies what was inferred. */
    @POST
    @Path("relationships")
    public SchemaEdited decide(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            RelationshipDecision decision) {
        var person = people.allowed(authorization, "update", PROJECTS, namespace, project);
        require(decision != null
                && decision.seen() != null
                && allGiven(decision.source(), decision.table(), decision.column(), decision.to()));
        var message = "%s that %s.%s.%s refers to %s"
                .formatted(
                        decision.confirmed() ? "Confirm" : "Deny",
                        decision.source(),
                        decision.table(),
                        decision.column(),
                        decision.to());
        var known = said(() -> this.known.ofProject(namespace, project));
        var waiting = waiting(known);
        var table = Tables.one(known, decision.source(), decision.table());
        var proposed = Tables.proposed(known, table, waiting);
        var before =
                reference(waiting.map(Waiting::after).orElse(known), decision).state();
        if (Tables.refersTo(known, table).stream()
                .map(r -> proposed.map(p -> p.decided(r)).orElse(r))
                .noneMatch(r -> isAbout(decision, r.columns(), r.target()) && r.state() == decision.seen())) {
            throw changed(decision);
        }
        return made(known, person.username(), message, now -> {
            var reference = reference(now, decision);
            if (reference.state() != before) {
                throw changed(decision);
            }
            var changed = Tables.one(now, decision.source(), decision.table());
            return new SourceEdits(now.catalog(), changed, now.files()).decide(reference.key(), decision.confirmed());
        });
    }

    private static Tables.Reference reference(Known now, RelationshipDecision decision) {
        return Tables.references(now, Tables.one(now, decision.source(), decision.table())).stream()
                .filter(r -> r.state() != Relationship.State.DECLARED)
                .filter(r -> isAbout(
                        decision,
                        r.key().columns(),
                        now.catalog().display(r.to()) + "."
                                + r.key().referencedColumns().getFirst()))
                .findFirst()
                .orElseThrow(() -> changed(decision));
    }

    private static boolean isAbout(RelationshipDecision decision, List<String> columns, String target) {
        return columns.equals(List.of(decision.column())) && target.equals(decision.to());
    }

    private static WebApplicationException changed(RelationshipDecision decision) {
        return refused(409, "What %s refers to is not as it was: load the page again.".formatted(decision.column()));
    }

    private SchemaEdited made(Known known, String username, String message, PeoplesEdits.Change change) {
        return said(() -> {
            var made = edits.make(known, username, message, change);
            return new SchemaEdited(made.commit(), made.proposal());
        });
    }

    private static boolean allGiven(String... texts) {
        return Stream.of(texts).allMatch(Objects::nonNull);
    }

    private static void require(boolean complete) {
        if (!complete) {
            throw refused(400, "the request is not complete");
        }
    }
}
