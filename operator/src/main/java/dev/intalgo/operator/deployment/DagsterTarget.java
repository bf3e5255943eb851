package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.operator.target.Dagster;
import dev.intalgo.operator.target.DagsterSettings;
import dev.intalgo.operator.target.DagsterSettingsBuilder;
import java.time.LocalDate;
import java.util.Optional;

/** The code location that a Deployment asks for. */
final class DagsterTarget {
    private DagsterTarget() {}

    static Dagster of(Orchestrators.Dagster spec) {
        return new Dagster(DagsterSettingsBuilder.builder()
                .flavour(
                        switch (spec.flavour()) {
                            case PODS -> DagsterSettings.Flavour.PODS;
                            case IMAGE -> DagsterSettings.Flavour.IMAGE;
                        })
                .image(Optional.ofNullable(spec.image()))
                .partitions(Optional.ofNullable(spec.partitions()).map(DagsterTarget::partitions))
                .group(Optional.ofNullable(spec.group()))
                .keyPrefix(Optional.ofNullable(spec.keyPrefix()))
                .pool(Optional.ofNullable(spec.pool()))
                .build());
    }

    private static DagsterSettings.Partitions partitions(Orchestrators.Partitions partitions) {
        var every = switch (partitions.every()) {
            case HOURLY -> DagsterSettings.Every.HOURLY;
            case DAILY -> DagsterSettings.Every.DAILY;
            case WEEKLY -> DagsterSettings.Every.WEEKLY;
            case MONTHLY -> DagsterSettings.Every.MONTHLY;
        };
        return new DagsterSettings.Partitions(every, LocalDate.parse(partitions.startDate()));
    }
}
