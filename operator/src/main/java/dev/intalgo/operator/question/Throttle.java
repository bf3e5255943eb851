package dev.intalgo.operator.question;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.answer.LlmException;
import dev.intalgo.operator.answer.LlmException.Reason;
import dev.intalgo.operator.answer.LlmSettings;
import dev.intalgo.operator.kube.NotReady;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Keeps a project from asking its LLM more at a time than it may, and from asking one that is down, or that asked to be
 * left alone for a while.
 */
@ApplicationScoped
class Throttle {
    /** Failures in a row before an LLM is left alone, and for how many seconds. */
    private static final int FAILURES = 5;

    private static final int PAUSE = 30;
    private static final Set<Reason> DOWN = Set.of(Reason.LlmUnreachable, Reason.LlmTimeout);

    private final Clock clock = Clock.systemUTC();
    private final Cache<String, Guards> guards =
            Caffeine.newBuilder().maximumSize(1_000).build();
    private final Cache<String, Instant> limited =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /** Two, so that what has to wait for its turn is no success to the breaker. */
    private record Guards(TypedGuard<Draft> bulkhead, TypedGuard<Draft> breaker) {
        static Guards of(int concurrency) {
            return new Guards(
                    TypedGuard.create(Draft.class)
                            .withBulkhead()
                            .limit(concurrency)
                            .done()
                            .build(),
                    TypedGuard.create(Draft.class)
                            .withCircuitBreaker()
                            .requestVolumeThreshold(FAILURES)
                            .failureRatio(1)
                            .delay(PAUSE, ChronoUnit.SECONDS)
                            .when(e -> e instanceof LlmException llm && DOWN.contains(llm.reason()))
                            .done()
                            .build());
        }

        Draft call(Callable<Draft> call) throws Exception {
            return bulkhead.call(() -> breaker.call(call));
        }
    }

    /** Calls the LLM, if it may be called now. */
    Draft run(IntalgoProject project, LlmSettings settings, Callable<Draft> call) throws NotReady, LlmException {
        var server = String.join(
                "\n",
                project.getMetadata().getNamespace(),
                project.getMetadata().getName(),
                settings.endpoint(),
                settings.model(),
                String.valueOf(project.getSpec().llm().concurrency()));
        var until = Optional.ofNullable(limited.getIfPresent(server)).orElse(Instant.EPOCH);
        if (clock.instant().isBefore(until)) {
            throw NotReady.retrying(
                    Asking.STEP,
                    Reason.LlmRateLimited.name(),
                    "The LLM gets too many requests and asked for a pause.",
                    Duration.between(clock.instant(), until));
        }
        var concurrency = project.getSpec().llm().concurrency();
        try {
            return guards.get(server, s -> Guards.of(concurrency)).call(call);
        } catch (BulkheadException e) {
            // Not all at the same moment.
            throw NotReady.continuing(
                    Asking.STEP,
                    "LlmBusy",
                    "Waits for its turn: the project asks %d questions at a time (spec.llm.concurrency)."
                            .formatted(concurrency),
                    Duration.ofMillis(ThreadLocalRandom.current().nextLong(500, 4_000)));
        } catch (CircuitBreakerOpenException e) {
            throw NotReady.retrying(
                    Asking.STEP,
                    Reason.LlmUnreachable.name(),
                    "The LLM failed %d times in a row and is left alone for %d s.".formatted(FAILURES, PAUSE),
                    Duration.ofSeconds(PAUSE));
        } catch (LlmException e) {
            e.retryAfter().ifPresent(wait -> limited.put(server, clock.instant().plus(wait)));
            throw e;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
