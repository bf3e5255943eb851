package dev.intalgo.operator.target;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How Dagster is to run it.
 *
 * @param flavour where dbt runs
 * @param image the image of the code location, with a tag
 * @param partitions what each run is given a part of
 * @param group the assets' group; empty: the project's name
 * @param keyPrefix what the assets' keys begin with; empty: the namespace and the project
 * @param pool the pool that limits how many steps run at a time
 */
@RecordBuilder
public record DagsterSettings(
        Flavour flavour,
        Optional<String> image,
        Optional<Partitions> partitions,
        Optional<String> group,
        Optional<List<String>> keyPrefix,
        Optional<String> pool)
        implements DagsterSettingsBuilder.With {

    /** Dagster's own image, which has all that the flavour {@link Flavour#PODS} needs. */
    static final String IMAGE = "docker.io/dagster/dagster-k8s:1.13.27";

    /** Pods, and else as Dagster does of its own accord. */
    public static final DagsterSettings DEFAULT =
            DagsterSettingsBuilder.builder().flavour(Flavour.PODS).build();

    public DagsterSettings {
        keyPrefix = keyPrefix.map(List::copyOf);
    }

    /** Where dbt runs. */
    public enum Flavour {
        /** In a pod of the runner's image. */
        PODS,
        /** In the image of the code location. */
        IMAGE
    }

    /** How long a partition is. */
    public enum Every {
        HOURLY,
        DAILY,
        WEEKLY,
        MONTHLY
    }

    /**
     * Parts of time.
     *
     * @param start when the first begins, in the schedule's time zone
     */
    public record Partitions(Every every, LocalDate start) {}
}
