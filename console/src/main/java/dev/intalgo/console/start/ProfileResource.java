package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionSpecBuilder;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.start.ProfileTargets.NoProfile;
import dev.intalgo.console.start.ProfileTargets.Target;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The first step for whoever has a profiles.yml: it goes into a Secret, and only names are read of it. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/start/profile")
@RunOnVirtualThread
public class ProfileResource {

    private final Person person;
    private final Writing writing;

    ProfileResource(Person person, Writing writing) {
        this.person = person;
        this.writing = writing;
    }

    @CheckedTemplate(basePath = "start")
    static class Templates {
        private Templates() {}

        static native TemplateInstance profile(
                Frame frame, boolean may, String name, String error, Written.Shown shown);

        static native TemplateInstance target(
                Frame frame, String name, List<Target> targets, String error, Written.Shown shown);
    }

    @GET
    public TemplateInstance form(@PathParam("namespace") String namespace) {
        return page(namespace, namespace, "", null);
    }

    /** Keeps the file. Where it has one target the Connection is made at once. */
    @POST
    public Response take(
            @PathParam("namespace") String namespace,
            @RestForm @DefaultValue("") String name,
            @RestForm @DefaultValue("") String text,
            @RestForm @DefaultValue("false") boolean show,
            @RestForm("file") FileUpload file)
            throws IOException {
        try {
            if (!name.matches(Names.PATTERN)) {
                throw new NoProfile("A name has small letters, digits and -, such as: shop.");
            }
            var content = file != null && file.size() > 0
                    ? Files.readString(file.uploadedFile(), StandardCharsets.UTF_8)
                    : text;
            List<Target> targets = ProfileTargets.of(content);
            var secrets = new NewSecrets(Kind.CONNECTIONS, namespace, name);
            var ref = secrets.put(NewSecrets.PROFILES_YML, content);
            List<HasMetadata> objects = new ArrayList<>(secrets.objects());
            boolean one = targets.size() == 1;
            boolean shows = show || writing.fromGit(namespace);
            if (one || shows) {
                var spec = spec(ref, targets.getFirst());
                objects.add(
                        DatabaseResource.connection(namespace, name, shows ? spec : DatabaseResource.onlyTried(spec)));
            }
            return switch (writing.create(objects, show)) {
                case Written.Done() -> to(namespace, (one ? "test/" : "profile/") + name);
                case Written.Refused(String why) -> refused(namespace, name, why);
                case Written.Shown shown ->
                    Response.ok(page(namespace, name, "", shown)).build();
            };
        } catch (java.nio.charset.CharacterCodingException e) {
            return refused(namespace, name, "The file is no text in UTF-8.");
        } catch (NoProfile e) {
            return refused(namespace, name, e.getMessage());
        }
    }

    private static ConnectionSpec spec(SecretKeyRef ref, Target target) {
        return ConnectionSpecBuilder.builder()
                .profile(new ConnectionSpec.Profile(ref, target.profile(), target.name()))
                .build();
    }

    private static Response to(String namespace, String step) {
        return Answers.to("/ns/%s/start/%s", namespace, step);
    }

    private Response refused(String namespace, String name, String error) {
        return Answers.refused(page(namespace, name, error, null));
    }

    private TemplateInstance page(String namespace, String name, String error, Written.Shown shown) {
        boolean may = person.may("create", Kind.CONNECTIONS.plural(), namespace)
                && person.mayInCore("create", "secrets", namespace);
        return Templates.profile(frame(namespace), may, name, error, shown);
    }

    private Frame frame(String namespace) {
        return new Frame("Start", person.name(), namespace, Section.OVERVIEW);
    }

    @GET
    @Path("{name: " + Names.PATTERN + "}")
    public TemplateInstance targets(@PathParam("namespace") String namespace, @PathParam("name") String name)
            throws NoProfile {
        return Templates.target(frame(namespace), name, kept(namespace, name), "", null);
    }

    /** Makes the Connection for one of the targets. */
    @POST
    @Path("{name: " + Names.PATTERN + "}")
    public Response choose(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("target") @DefaultValue("-1") int chosen,
            @FormParam("show") boolean show)
            throws NoProfile {
        List<Target> targets = kept(namespace, name);
        if (chosen < 0 || chosen >= targets.size()) {
            return Answers.refused(Templates.target(frame(namespace), name, targets, "Choose one of them.", null));
        }
        var ref = new SecretKeyRef(NewSecrets.name(Kind.CONNECTIONS, name), "profiles.yml");
        var connection = DatabaseResource.connection(
                namespace, name, DatabaseResource.onlyTried(spec(ref, targets.get(chosen))));
        return switch (writing.create(List.of(connection), show)) {
            case Written.Done() -> to(namespace, "test/" + name);
            case Written.Refused(String why) ->
                Answers.refused(Templates.target(frame(namespace), name, targets, why, null));
            case Written.Shown shown ->
                Response.ok(Templates.target(frame(namespace), name, targets, "", shown))
                        .build();
        };
    }

    /** The targets of the file that is in the Secret. */
    private List<Target> kept(String namespace, String name) throws NoProfile {
        var secret = person.client()
                .secrets()
                .inNamespace(namespace)
                .withName(NewSecrets.name(Kind.CONNECTIONS, name))
                .get();
        if (secret == null || secret.getData() == null || !secret.getData().containsKey("profiles.yml")) {
            throw new NotFoundException();
        }
        return ProfileTargets.of(
                new String(Base64.getDecoder().decode(secret.getData().get("profiles.yml")), StandardCharsets.UTF_8));
    }
}
