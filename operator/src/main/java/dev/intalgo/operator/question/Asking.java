package dev.intalgo.operator.question;

import dev.intalgo.operator.answer.LlmClient;
import dev.intalgo.operator.answer.LlmException;
import dev.intalgo.operator.answer.LlmSettings;
import dev.intalgo.operator.answer.Prompt;
import dev.intalgo.operator.answer.SchemaText;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
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

    private final LlmClient llm = new LlmClient();
    private final Drafts drafts;
    private final Secrets secrets;
    private final Optional<String> defaultEndpoint;
    private final Optional<String> defaultModel;
    private final Clock clock = Clock.systemUTC();

    Asking(
            Drafts drafts,
            Secrets secrets,
            @ConfigProperty(name = "intalgo.default-llm.endpoint") Optional<String> defaultEndpoint,
            @ConfigProperty(name = "intalgo.default-llm.model") Optional<String> defaultModel) {
        this.drafts = drafts;
        this.secrets = secrets;
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

    /** One call, whose outcome is kept before this returns, also where it is of no use: it was paid for. */
    Draft ask(Subject subject, Draft draft) throws NotReady {
        withinBudget(subject);
        var settings = settings(subject);
        var prompt = new Prompt(
                subject.question().getSpec().text(),
                subject.mode() == Mode.MODEL ? "Model" : "Analysis",
                subject.adapter().name(),
                subject.project().getSpec().instructions(),
                SchemaText.of(
                        subject.catalog(),
                        subject.models(),
                        subject.self(),
                        subject.question().getSpec().text(),
                        subject.adapter().name()));
        try {
            var answered = draft.answered(llm.ask(settings, prompt, draft.attempts()), LocalDate.now(clock));
            drafts.save(subject.question(), answered);
            return answered;
        } catch (LlmException e) {
            if (e.usage().isPresent()) {
                var kept = draft.wasted(e, e.usage().get(), LocalDate.now(clock));
                drafts.save(subject.question(), kept);
                return kept;
            }
            throw e.retryAfter()
                    .map(wait -> NotReady.retrying(STEP, e.reason().name(), e.getMessage(), wait))
                    .orElseGet(() -> NotReady.retrying(STEP, e.reason().name(), e.getMessage()));
        }
    }

    private LlmSettings settings(Subject subject) throws NotReady {
        var llmSpec = subject.project().getSpec().llm();
        var endpoint = given(llmSpec.endpoint(), defaultEndpoint).orElseThrow(() -> notConfigured("spec.llm.endpoint"));
        var key = llmSpec.apiKey() == null
                ? null
                : secrets.value(
                        STEP,
                        subject.project().getMetadata().getNamespace(),
                        "spec.llm.apiKey of the project",
                        llmSpec.apiKey().secretKeyRef());
        return new LlmSettings(endpoint, model(subject), key, llmSpec.timeoutDuration());
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
