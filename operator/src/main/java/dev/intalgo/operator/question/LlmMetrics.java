package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.answer.LlmException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;

/** What asking LLMs costs, for Prometheus: {@code intalgo_llm_seconds}, {@code intalgo_llm_tokens_total}. */
@ApplicationScoped
class LlmMetrics {
    private final MeterRegistry registry;

    LlmMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** One asking. */
    interface Call {
        Draft ask() throws LlmException;
    }

    /** Asks, and counts what that took. */
    Draft measured(IntalgoProject project, Draft before, Call call) throws LlmException {
        var namespace = project.getMetadata().getNamespace();
        var name = project.getMetadata().getName();
        var timer = Timer.start(registry);
        var outcome = "failed";
        try {
            var after = call.ask();
            outcome = "answered";
            var sameDay = after.day() != null && after.day().equals(before.day());
            count(namespace, name, "input", after.inputTokens() - (sameDay ? before.inputTokens() : 0));
            count(namespace, name, "output", after.outputTokens() - (sameDay ? before.outputTokens() : 0));
            return after;
        } catch (LlmException e) {
            outcome = e.reason().name();
            throw e;
        } finally {
            timer.stop(registry.timer("intalgo.llm", "namespace", namespace, "project", name, "outcome", outcome));
        }
    }

    private void count(String namespace, String project, String direction, long tokens) {
        registry.counter("intalgo.llm.tokens", "namespace", namespace, "project", project, "direction", direction)
                .increment(tokens);
    }
}
