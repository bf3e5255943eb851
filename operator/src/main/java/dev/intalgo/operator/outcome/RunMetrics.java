package dev.intalgo.operator.outcome;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What became of runs, for Prometheus: {@code intalgo_run_total} counts those that this process heard of; what the
 * others say is in the status, and so the same after a restart. All of a Deployment's go with it.
 */
@ApplicationScoped
class RunMetrics {
    private final MeterRegistry registry;
    private final Map<ResourceID, Shown> shown = new ConcurrentHashMap<>();

    RunMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Of one Deployment: its status as last seen, what was counted last, and its meters. */
    private static final class Shown {
        private volatile DeploymentStatus status;
        private String counted = "";
        private final Set<Meter> meters = new HashSet<>();
    }

    /** @param news runs not heard of before */
    void show(Deployment deployment, DeploymentStatus status, List<Told> news) {
        if (status.lastRun() == null) {
            return;
        }
        var one = shown.computeIfAbsent(ResourceID.fromResource(deployment), this::registered);
        synchronized (one) {
            one.status = status;
            news.forEach(told -> count(one, deployment, told.run()));
        }
    }

    /** A Deployment is gone. */
    void forget(ResourceID deployment) {
        var one = shown.remove(deployment);
        if (one != null) {
            synchronized (one) {
                one.meters.forEach(registry::remove);
            }
        }
    }

    /** A status that could not be written is made again from the same news. */
    private void count(Shown one, Deployment deployment, DeploymentStatus.Run run) {
        var outcome = run.id() + run.succeeded();
        if (run.succeeded() == null || outcome.equals(one.counted)) {
            return;
        }
        one.counted = outcome;
        var counter = registry.counter(
                "intalgo.run",
                tags(ResourceID.fromResource(deployment)).and("outcome", run.succeeded() ? "succeeded" : "failed"));
        counter.increment();
        one.meters.add(counter);
    }

    private Shown registered(ResourceID deployment) {
        var one = new Shown();
        gauge(one, deployment, "intalgo.run.last", "seconds", "How long the last run took", status -> {
            var seconds = status.lastRun().seconds();
            return seconds == null ? Double.NaN : seconds;
        });
        gauge(one, deployment, "intalgo.run.last.rows", null, "How many rows the last run wrote", status -> {
            var rows = status.lastRun().rows();
            return rows == null ? Double.NaN : rows;
        });
        gauge(one, deployment, "intalgo.run.last.success.timestamp", "seconds", "When a run last succeeded", status -> {
            var success = status.lastSuccess();
            return success == null
                    ? Double.NaN
                    : Instant.parse(success.finishedAt()).toEpochMilli() / 1_000d;
        });
        return one;
    }

    private void gauge(
            Shown one,
            ResourceID deployment,
            String name,
            String unit,
            String description,
            ToDoubleFunction<DeploymentStatus> value) {
        one.meters.add(Gauge.builder(name, one, s -> s.status == null ? Double.NaN : value.applyAsDouble(s.status))
                .description(description)
                .baseUnit(unit)
                .tags(tags(deployment))
                .register(registry));
    }

    private static Tags tags(ResourceID deployment) {
        return Tags.of(
                "namespace", deployment.getNamespace().orElse(""),
                "deployment", deployment.getName());
    }
}
