package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.console.form.FormView;
import dev.intalgo.console.form.OwnSecrets;
import dev.intalgo.console.form.Values;
import dev.intalgo.console.model.ProjectChoice;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.ModelsApi;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Written;
import dev.intalgo.people.ProjectModels.Model;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** The pages with the form of a Deployment. */
@RequestScoped
class FormPages {
    private static final Logger LOG = Logger.getLogger(FormPages.class);

    private final Person person;
    private final OwnSecrets secrets;
    private final ModelsApi operator;

    FormPages(Person person, OwnSecrets secrets, @RestClient ModelsApi operator) {
        this.person = person;
        this.secrets = secrets;
        this.operator = operator;
    }

    /** What the form offers to choose from. */
    record Choices(ProjectChoice projects, List<Schedules.Example> schedules, List<String> timeZones) {}

    @CheckedTemplate(basePath = "deployment")
    static class Templates {
        private Templates() {}

        static native TemplateInstance platforms(Frame frame, List<Platform> platforms, String project);

        static native TemplateInstance form(
                Frame frame, FormView view, DeploymentForm form, Choices choices, boolean change, Written.Shown shown);
    }

    /** What there is to choose from, of platforms. */
    TemplateInstance platforms(String namespace, String project) {
        return Templates.platforms(frame("New deployment", namespace), Platform.all(), project);
    }

    private Frame frame(String title, String namespace) {
        return new Frame(title, person.name(), namespace, Section.DEPLOYMENTS);
    }

    /** @param input what was sent; null where the form is opened */
    DeploymentForm form(
            String namespace, Platform platform, DeploymentSpec spec, MultivaluedMap<String, String> input) {
        return new DeploymentForm(
                platform,
                Values.of(spec, input, secrets.mayWrite(namespace)),
                models(namespace, spec.projectRef().name()));
    }

    /** Those to choose from; none where the operator does not tell: their names can be written too. */
    private List<String> models(String namespace, String project) {
        if (!project.matches(Names.PATTERN)) {
            return List.of();
        }
        try {
            return operator.all(namespace, project).models().stream()
                    .filter(model -> !model.kind().equals("analysis"))
                    .map(Model::name)
                    .toList();
        } catch (ProcessingException | WebApplicationException e) {
            LOG.infof("no models to choose from of project %s: %s", project, e.getMessage());
            return List.of();
        }
    }

    /** The page, for whoever makes or changes one. */
    TemplateInstance page(String namespace, String title, DeploymentForm form, FormView view, Written.Shown shown) {
        var choices = new Choices(
                ProjectChoice.of(person, namespace, form.project()),
                Schedules.EXAMPLES,
                ZoneId.getAvailableZoneIds().stream()
                        .filter(zone -> zone.matches("(Africa|America|Asia|Australia|Europe|Pacific)/.*|Etc/UTC"))
                        .sorted()
                        .toList());
        var may = person.may(view.name() == null ? "update" : "create", Kind.DEPLOYMENTS.plural(), namespace);
        return Templates.form(frame(title, namespace), view, form, choices, may, shown);
    }
}
