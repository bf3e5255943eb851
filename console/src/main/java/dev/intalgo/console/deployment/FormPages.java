package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.console.model.ProjectChoice;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.ModelsApi;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Written;
import dev.intalgo.people.ProjectModels.Model;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** The form of a Deployment. */
@RequestScoped
class FormPages {
    private static final Logger LOG = Logger.getLogger(FormPages.class);

    private final Person person;
    private final ModelsApi operator;

    FormPages(Person person, @RestClient ModelsApi operator) {
        this.person = person;
        this.operator = operator;
    }

    /** What the form offers to choose from. */
    record Choices(
            Platform platform,
            List<Setting> settings,
            ProjectChoice projects,
            List<String> models,
            List<Schedules.Example> schedules,
            List<String> timeZones) {
        public List<Setting> needed() {
            return settings.stream().filter(Setting::required).toList();
        }

        public List<Setting> other() {
            return settings.stream().filter(setting -> !setting.required()).toList();
        }
    }

    @CheckedTemplate(basePath = "deployment")
    static class Templates {
        private Templates() {}

        static native TemplateInstance platforms(Frame frame, List<Platform> platforms, String project);

        static native TemplateInstance form(
                Frame frame, DeploymentForm form, Choices choices, String error, Written.Shown shown);
    }

    /** What there is to choose from, of platforms. */
    TemplateInstance platforms(String namespace, String project) {
        return Templates.platforms(frame("New deployment", namespace), Platform.all(), project);
    }

    private Frame frame(String title, String namespace) {
        return new Frame(title, person.name(), namespace, Section.DEPLOYMENTS);
    }

    /** The form, with what was written in it. */
    TemplateInstance page(String namespace, DeploymentForm form, String error, Written.Shown shown) {
        var platform = Platform.of(form.platform()).orElseThrow(NotFoundException::new);
        var projects = ProjectChoice.of(person, namespace, form.project());
        var choices = new Choices(
                platform,
                Setting.of(platform),
                projects,
                projects.chosen().matches(Names.PATTERN) ? models(namespace, projects.chosen()) : List.of(),
                Schedules.EXAMPLES,
                ZoneId.getAvailableZoneIds().stream()
                        .filter(zone -> zone.matches("(Africa|America|Asia|Australia|Europe|Pacific)/.*|Etc/UTC"))
                        .sorted()
                        .toList());
        var title = form.isEdit() ? "Change " + form.name() : "New deployment";
        return Templates.form(frame(title, namespace), form, choices, error, shown);
    }

    /** Those to choose from; none where the operator does not tell: their names can be written too. */
    List<String> models(String namespace, String project) {
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

    /** @throws NotFoundException there is no such platform */
    static Specs.Read read(DeploymentForm form, DeploymentSpec before) {
        return Specs.read(form, Platform.of(form.platform()).orElseThrow(NotFoundException::new), before);
    }

    /** The Deployment's page once it is written, else the form again. */
    Response answer(String namespace, DeploymentForm form, Written written) {
        return switch (written) {
            case Written.Done() -> Answers.to("/ns/%s/deployments/%s", namespace, form.name());
            case Written.Refused(String why) -> refused(namespace, form, why);
            case Written.Shown shown ->
                Response.ok(page(namespace, form, "", shown)).build();
        };
    }

    Response refused(String namespace, DeploymentForm form, String why) {
        return Answers.refused(page(namespace, form, why, null));
    }
}
