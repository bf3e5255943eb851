package dev.intalgo.operator.question;

import dev.intalgo.operator.answer.Asker;
import dev.intalgo.operator.answer.Brief;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.answer.LlmClient;
import dev.intalgo.operator.answer.LlmException;
import dev.intalgo.operator.answer.LlmSettings;
import dev.intalgo.operator.answer.Prompt;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import dev.intalgo.operator.retrieval.Examples;
import dev.intalgo.operator.retrieval.Retrievals;
import dev.intalgo.operator.retrieval.SampleValues;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Asks the project's LLM, within the project's budget. */
@ApplicationScoped
class Asking {
    static final String STEP = "Answered";

    private static final int EXAMPLES = 3;

    private final LlmClient llm = new LlmClient();
    private final Asker asker = new Asker(llm);
    private final Retrievals retrievals = new Retrievals();
    private final Drafts drafts;
    private final SharedValues values;
    private final Secrets secrets;
    private final Throttle throttle;
    private final LlmMetrics metrics;
    private final Optional<String> defaultEndpoint;
    private final Optional<String> defaultModel;
    private final Clock clock = Clock.systemUTC();

    Asking(
            Drafts drafts,
            SharedValues values,
            Secrets secrets,
            Throttle throttle,
            LlmMetrics metrics,
            @ConfigProperty(name = "intalgo.default-llm.endpoint") Optional<String> defaultEndpoint,
            @ConfigProperty(name = "intalgo.default-llm.model") Optional<String> defaultModel) {
        this.drafts = drafts;
        this.values = values;
        this.secrets = secrets;
        this.throttle = throttle;
        this.metrics = metrics;
        this.defaultEndpoint = defaultEndpoint;
        this.defaultModel = defaultModel;
    }

    /** The name of the model that the project's questions go to; part of a question's key. */
    String model(Subject subject) throws NotReady {
        return given(subject.project().getSpec().llm().model(), defaultModel)
                .orElseThrow(() -> notConfigured("spec.llm.model"));
    }

    @PreDestroy
    void close() {
        llm.close();
    }

    /**
     * Asks once, and keeps the outcome before this returns, also where it is of no use: it was paid for. Where the LLM
     * cannot be asked for a better answer, the one that there is does.
     */
    Draft ask(Subject subject, Brief brief, Draft draft) throws NotReady {
        try {
            var asked = asked(subject, brief, draft);
            drafts.save(subject.question(), asked);
            return asked;
        } catch (NotReady why) {
            if (draft.held() == null) {
                throw why;
            }
            return draft.settled();
        }
    }

    private Draft asked(Subject subject, Brief brief, Draft draft) throws NotReady {
        withinBudget(subject);
        var settings = settings(subject);
        var shared = values.of(subject);
        try {
            // The prompt is put together by who has a turn: many may wait for theirs, and come again and again.
            return throttle.run(subject.project(), settings, () -> {
                var prompt = prompt(subject, brief, shared);
                return metrics.measured(
                        subject.project(), draft, () -> asker.ask(settings, prompt, draft, LocalDate.now(clock)));
            });
        } catch (LlmException e) {
            throw NotReady.retrying(STEP, e.reason().name(), e.getMessage(), e.retryAfter());
        }
    }

    private Prompt prompt(Subject subject, Brief brief, SampleValues shared) {
        var about = subject.about();
        var schema = retrievals
                .of(
                        brief.known(),
                        shared,
                        brief.models(),
                        subject.earlier(),
                        brief.adapter().name())
                .schema(about, brief.self(), subject.project().getSpec().llm().schemaTokens());
        return Prompt.of(brief, schema, Examples.similar(subject.examples(), about, EXAMPLES));
    }

    private LlmSettings settings(Subject subject) throws NotReady {
        var spec = subject.project().getSpec().llm();
        var endpoint = given(spec.endpoint(), defaultEndpoint).orElseThrow(() -> notConfigured("spec.llm.endpoint"));
        var key = spec.apiKey() == null
                ? null
                : secrets.value(
                        STEP,
                        subject.project().getMetadata().getNamespace(),
                        "spec.llm.apiKey of the project",
                        spec.apiKey().secretKeyRef());
        return new LlmSettings(
                endpoint,
                model(subject),
                key,
                spec.timeoutDuration(),
                spec.temperature(),
                spec.maxTokens(),
                spec.candidates());
    }

    private void withinBudget(Subject subject) throws NotReady {
        var budget = subject.project().getSpec().llm().budget();
        if (budget == null) {
            return;
        }
        var metadata = subject.project().getMetadata();
        var today = LocalDate.now(clock);
        var used = drafts.tokensOn(metadata.getNamespace(), metadata.getName(), today);
        if (used >= budget.tokensPerDay()) {
            var midnight = Duration.between(
                    clock.instant(),
                    today.plusDays(1).atStartOfDay(clock.getZone()).toInstant());
            throw NotReady.retrying(
                    STEP,
                    "BudgetExceeded",
                    "The project has used %d of its %d tokens today: raise spec.llm.budget.tokensPerDay, or wait until midnight UTC."
                            .formatted(used, budget.tokensPerDay()),
                    midnight);
        }
    }

    private static Optional<String> given(String value, Optional<String> other) {
        return Optional.ofNullable(value).or(() -> other).filter(v -> !v.isBlank());
    }

    private static NotReady notConfigured(String field) {
        return NotReady.failed(
                STEP,
                "LlmNotConfigured",
                "The project has no %s and the operator has no default: set it, or write spec.sql.".formatted(field));
    }
}
