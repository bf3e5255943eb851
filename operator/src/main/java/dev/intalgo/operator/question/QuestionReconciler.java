package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.connection.DataHubPages;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Retries;
import dev.intalgo.operator.kube.SpecOrAnnotations;
import dev.intalgo.operator.kube.StatusWriter;
import dev.intalgo.operator.project.Catalogs;
import dev.intalgo.operator.project.Heads;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.project.Reviews;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns a question into a model or an analysis in the project's repository. */
@GradualRetry(maxAttempts = Retries.WITHOUT_END, maxInterval = Retries.LONGEST_MILLIS)
@ControllerConfiguration(
        name = "question",
        // Annotations do not change the generation.
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = SpecOrAnnotations.class))
public class QuestionReconciler implements Reconciler<Question>, Cleaner<Question> {
    private static final String PROJECT = "ProjectReady";
    private static final String BY_PROJECT = "project";

    private final KubernetesClient client;
    private final Databases databases;
    private final CatalogStore catalogs;
    private final Catalogs known;
    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final StatusWriter statuses;
    private final Answering.Services services;
    private final Retirement retirement;
    private final Clock clock = Clock.systemUTC();
    /** The cache that goes with the events about other Questions: another one might not have seen yet what they tell. */
    private InformerEventSource<Question, Question> others;

    QuestionReconciler(
            KubernetesClient client,
            Databases databases,
            CatalogStore catalogs,
            Catalogs known,
            Repositories repositories,
            RepositoryPlaces places,
            CommitQueue commits,
            Heads heads,
            Reviews reviews,
            StatusWriter statuses,
            ProjectTasks tasks,
            Asking asking,
            Drafts drafts,
            Drops drops,
            Retirement retirement) {
        this.client = client;
        this.databases = databases;
        this.catalogs = catalogs;
        this.known = known;
        this.repositories = repositories;
        this.places = places;
        this.statuses = statuses;
        this.services =
                new Answering.Services(asking, drafts, tasks, catalogs, repositories, commits, drops, heads, reviews);
        this.retirement = retirement;
    }

    @Override
    public List<EventSource<?, Question>> prepareEventSources(EventSourceContext<Question> context) {
        var questions = context.getPrimaryCache();
        questions.addIndexer(BY_PROJECT, question -> List.of(projectKey(question)));
        var projects = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(IntalgoProject.class, Question.class)
                        .withName("question-project")
                        .withSecondaryToPrimaryMapper(project -> questions
                                .byIndex(
                                        BY_PROJECT,
                                        project.getMetadata().getNamespace() + "/"
                                                + project.getMetadata().getName())
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .withPrimaryToSecondaryMapper((Question question) -> Set.of(new ResourceID(
                                question.getSpec().projectRef().name(),
                                question.getMetadata().getNamespace())))
                        .build(),
                context);
        // Another Question of the project: its name may become free, or its model be there.
        others = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Question.class, Question.class)
                        .withName("question-peers")
                        .withOnUpdateFilter(Peers::concerned)
                        .withSecondaryToPrimaryMapper(
                                changed -> questions.byIndex(BY_PROJECT, projectKey(changed)).stream()
                                        .filter(QuestionReconciler::unfinished)
                                        .filter(other -> Peers.mayConcern(changed, other))
                                        .filter(other -> !other.getMetadata()
                                                .getName()
                                                .equals(changed.getMetadata().getName()))
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        // Nobody asks the context for them. Without this the source remembers who was woken by whom:
                        // a million pairs for a thousand Questions.
                        .withPrimaryToSecondaryMapper((Question question) -> Set.of())
                        .build(),
                context);
        others.addIndexers(Map.of(BY_PROJECT, question -> List.of(projectKey(question))));
        return List.of(
                projects,
                others,
                services.commits().events(),
                services.reviews().events(),
                Owned.by(Question.class, ConfigMap.class, context));
    }

    private static boolean unfinished(Question question) {
        var status = question.getStatus();
        return status == null
                || !status.isTrue(Conditions.READY)
                || !question.getMetadata().getGeneration().equals(status.observedGeneration());
    }

    private static String projectKey(Question question) {
        return question.getMetadata().getNamespace() + "/"
                + question.getSpec().projectRef().name();
    }

    @Override
    public UpdateControl<Question> reconcile(Question question, Context<Question> context) {
        var before = Optional.ofNullable(question.getStatus()).orElse(QuestionStatus.EMPTY);
        var generation = question.getMetadata().getGeneration();
        var conditions = new Conditions(before.conditions(), generation, clock);
        var next = before;
        Optional<Duration> again = Optional.empty();
        Answering answering = null;
        try {
            var peers = new Peers(question, others.byIndex(BY_PROJECT, projectKey(question)));
            var subject = subject(question, context);
            conditions.isTrue(PROJECT, "Ready", "The project and its catalog are there.");
            unique(subject, peers);
            answering = new Answering(services, subject, peers, conditions, before);
            answering.run();
            again = answering.again();
        } catch (NotReady why) {
            conditions.stopped(why);
            again = StatusWriter.again(why, conditions);
        }
        if (answering != null) {
            next = answering.status();
        }
        return statuses.write(
                question,
                Question::new,
                next.withObservedGeneration(generation).withConditions(conditions.list()),
                conditions,
                again);
    }

    private Subject subject(Question question, Context<Question> context) throws NotReady {
        var name = question.getSpec().projectRef().name();
        var project = context.getSecondaryResource(IntalgoProject.class)
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> NotReady.lacking(
                        PROJECT,
                        "ProjectNotFound",
                        "There is no IntalgoProject \"%s\" in this namespace: create it.".formatted(name)));
        var status = project.getStatus();
        if (status == null || status.commit() == null || status.catalog() == null) {
            throw NotReady.waiting(
                    PROJECT,
                    "ProjectNotReady",
                    "IntalgoProject \"%s\" is not ready; see its conditions.".formatted(name));
        }
        if (RepositoryPlaces.isMoving(project)) {
            throw NotReady.waiting(
                    PROJECT,
                    "Moving",
                    "The repository of IntalgoProject \"%s\" is being moved; see its conditions.".formatted(name));
        }
        var connectionName = project.getSpec().connectionRef().name();
        var namespace = question.getMetadata().getNamespace();
        var connection = client.resources(Connection.class)
                .inNamespace(namespace)
                .withName(connectionName)
                .get();
        if (connection == null) {
            throw NotReady.retrying(
                    PROJECT,
                    "ConnectionNotFound",
                    "There is no Connection \"%s\" in this namespace: create it.".formatted(connectionName));
        }
        var read = catalogs.read(namespace, connectionName, status.catalog())
                .orElseThrow(() -> NotReady.retrying(
                        PROJECT,
                        "CatalogMissing",
                        "The catalog of Connection \"%s\" is gone.".formatted(connectionName)));
        var catalog = Catalogs.seen(read, connection);
        var location = places.location(project);
        var schema = Optional.ofNullable(project.getSpec().dbt().schema())
                .orElse(connection.getSpec().settings().getOrDefault("schema", ""));
        try {
            // The project looks for what is new, and wakes its Questions: each of them need not ask the Git server.
            var snapshot = repositories.seen(RepositoryPlaces.id(project), location);
            var people = known.known(catalog, status.catalog(), snapshot);
            return new Subject(
                    question,
                    project,
                    databases.ready(connection, PROJECT).adapter(),
                    schema,
                    status.datahub() == null ? Optional.empty() : DataHubPages.of(connection, catalog),
                    catalog.named(people.names()),
                    people,
                    Optional.ofNullable(connection.getStatus())
                            .map(ConnectionStatus::changes)
                            .map(ConnectionStatus.Changes::since),
                    location,
                    places.commits(project),
                    snapshot);
        } catch (GitException e) {
            throw NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
        }
    }

    private static void unique(Subject subject, Peers peers) throws NotReady {
        var earlier = peers.earlierOfSameName();
        if (earlier.isPresent()) {
            throw NotReady.failed(
                    Asking.STEP,
                    "NameTaken",
                    "Question \"%s\" has the dbt name \"%s\" already: give this one another spec.name."
                            .formatted(earlier.get().getMetadata().getName(), subject.name()));
        }
        var taken = subject.takenBy();
        if (taken.isPresent()) {
            throw NotReady.retrying(
                    Asking.STEP,
                    "NameTaken",
                    "The dbt name \"%s\" is taken, also in other case, by what this Question did not write: %s. Give it another spec.name."
                            .formatted(subject.name(), taken.get()));
        }
    }

    @Override
    public DeleteControl cleanup(Question question, Context<Question> context) {
        return retirement.retire(
                question,
                context.getSecondaryResource(IntalgoProject.class),
                new Peers(question, others.byIndex(BY_PROJECT, projectKey(question))));
    }
}
