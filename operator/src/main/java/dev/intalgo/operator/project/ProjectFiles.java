package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.dbt.Exposures;
import dev.intalgo.operator.dbt.Exposures.Exposure;
import dev.intalgo.operator.dbt.ProjectSettings;
import dev.intalgo.operator.dbt.Scaffold;
import dev.intalgo.operator.dbt.SourceRules;
import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a project has in its repository besides answers: the scaffold, the sources and the exposures. */
@ApplicationScoped
class ProjectFiles {
    private final Catalogs known;
    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final News news;
    private final Reviews reviews;
    private final Events events;

    ProjectFiles(
            Catalogs known,
            Repositories repositories,
            RepositoryPlaces places,
            News news,
            Reviews reviews,
            Events events) {
        this.known = known;
        this.repositories = repositories;
        this.places = places;
        this.news = news;
        this.reviews = reviews;
        this.events = events;
    }

    /**
     * Commits what is to be in the repository besides answers, if it is not there.
     *
     * @throws NotReady where the repository cannot be read or written, is none of dbt, or the change waits for its review
     */
    Commit commit(
            IntalgoProject project,
            Connection connection,
            Catalog catalog,
            List<Exposure> exposures,
            Set<String> deleted,
            Conditions conditions)
            throws NotReady {
        var profile = connection.getSpec().profile();
        var settings = new ProjectSettings(
                project.dbtName(),
                profile == null ? connection.getMetadata().getName() : profile.name(),
                project.getSpec().dbt().materialized().dbt(),
                project.getMetadata().getName(),
                connection.getMetadata().getName(),
                Optional.ofNullable(connection.getSpec().adapter()).orElse(""),
                Exposed.group(project),
                project.getSpec().dbt().tags());
        var seen = Catalogs.seen(catalog, connection);
        var hash = connection.getStatus().catalog().hash();
        try {
            var id = RepositoryPlaces.id(project);
            var location = places.location(project);
            var style = places.commits(project);
            Edit edit = snapshot -> files(settings, seen, hash, rules(project), exposures, deleted, snapshot);
            var head = news.look(id, location);
            requireDbt(head);
            var changed = head.changedBy(edit).keySet();
            if (changed.isEmpty()) {
                return new Commit(head.commit(), false);
            }
            var message = message(settings, changed);
            var commit = Reviews.wanted(project)
                    ? new SourcesReview(reviews, repositories, project, location, style)
                            .commit(head, message, edit, conditions)
                    : repositories.commit(id, location, style, message, edit);
            if (commit.changed()) {
                events.normal(
                        project,
                        "Committed",
                        message.lines().findFirst().orElseThrow() + ", commit " + commit.id() + ".");
            }
            return commit;
        } catch (GitException e) {
            throw NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
        }
    }

    private static String message(ProjectSettings settings, Set<String> changed) {
        return changed.stream().allMatch(Exposures::isFile)
                ? "Expose the Deployments of %s\n\nThey run what depends_on lists.".formatted(settings.name())
                : "Describe the sources of %s\n\nFrom the catalog of Connection %s."
                        .formatted(settings.name(), settings.connection());
    }

    /** A dbt project is not to be laid over something else: the folder may be the wrong one. */
    private static void requireDbt(Snapshot snapshot) throws NotReady {
        var foreign = Scaffold.foreign(snapshot.files());
        if (foreign.isPresent()) {
            throw NotReady.retrying(
                    RepositoryPlaces.STEP,
                    "RepositoryNotDbt",
                    "The repository has %s and no dbt_project.yml beside it: set spec.repository.remote.path to the folder of the dbt project, or to a new one, or take another repository."
                            .formatted(foreign.get()));
        }
    }

    static SourceRules rules(IntalgoProject project) {
        var sources = project.getSpec().sources();
        return new SourceRules(
                sources.tests(),
                sources.freshness().stream()
                        .map(f ->
                                new SourceRules.Freshness(f.tables(), f.loadedAtField(), f.warnAfter(), f.errorAfter()))
                        .toList());
    }

    private Map<String, String> files(
            ProjectSettings settings,
            Catalog catalog,
            String hash,
            SourceRules rules,
            List<Exposure> exposures,
            Set<String> deleted,
            Snapshot snapshot) {
        if (Scaffold.foreign(snapshot.files()).isPresent()) {
            return Map.of();
        }
        Map<String, String> existing = new HashMap<>(snapshot.files());
        Map<String, String> changed = new LinkedHashMap<>(Scaffold.files(settings, existing));
        existing.putAll(changed);
        changed.putAll(known.merge(catalog, hash, existing, rules));
        changed.putAll(Exposures.merge(exposures, deleted, existing));
        return changed;
    }
}
