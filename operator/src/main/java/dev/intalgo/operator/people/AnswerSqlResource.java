package dev.intalgo.operator.people;

import static dev.intalgo.operator.auth.Refusals.refused;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.sql.PlainSql;
import dev.intalgo.people.AnswerSql;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;

/** An answer's SQL with the names that the database has, for people to go on from by hand. */
@Path("/people/v1/questions/{namespace}/{question}/sql")
@RunOnVirtualThread
public class AnswerSqlResource {
    private final People people;
    private final Databases databases;

    AnswerSqlResource(People people, Databases databases) {
        this.people = people;
        this.databases = databases;
    }

    /** The SQL that the Question's status has. */
    @GET
    public AnswerSql of(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("question") String name) {
        people.allowed(authorization, "get", "questions", namespace, name);
        var question = people.object(Question.class, namespace, name);
        if (question.getStatus() == null || question.getStatus().sql() == null) {
            throw refused(404, "the Question %s has no SQL yet".formatted(name));
        }
        return PlainSql.of(question.getStatus().sql(), adapter(question))
                .map(AnswerSql::new)
                .orElseThrow(() -> refused(
                        422,
                        "the SQL of Question %s has Jinja other than source() and ref(): edit it in the repository"
                                .formatted(name)));
    }

    private String adapter(Question question) {
        var namespace = question.getMetadata().getNamespace();
        var project = people.object(
                IntalgoProject.class, namespace, question.getSpec().projectRef().name());
        var connection = people.object(
                Connection.class, namespace, project.getSpec().connectionRef().name());
        try {
            return databases.ready(connection, Databases.STEP).adapter().name();
        } catch (NotReady e) {
            throw refused(503, e.getMessage());
        }
    }
}
