package dev.intalgo.operator.outcome;

import dev.intalgo.api.v1alpha1.DeploymentStatusRunBuilder;
import dev.intalgo.operator.target.Run;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What Jobs and their pods show of runs whose pods could not tell themselves: they were killed, or never started. */
final class JobRuns {
    private static final int LONGEST_MESSAGE = 1_000;

    private JobRuns() {}

    /** What became of a Job, or why its pod cannot start; empty while there is nothing to say. */
    static Optional<Told> of(Job job, Collection<Pod> pods) {
        if (job.getStatus() == null || job.getStatus().getStartTime() == null) {
            return Optional.empty();
        }
        return ended(job).map(end -> told(job, pods, end)).or(() -> held(pods).map(why -> waiting(job, why)));
    }

    private static Optional<JobCondition> ended(Job job) {
        return job.getStatus().getConditions().stream()
                .filter(c -> "True".equals(c.getStatus()))
                .filter(c -> c.getType().equals("Complete") || c.getType().equals("Failed"))
                .findFirst();
    }

    private static Told told(Job job, Collection<Pod> pods, JobCondition end) {
        var complete = end.getType().equals("Complete");
        var finished = Optional.ofNullable(job.getStatus().getCompletionTime()).orElse(end.getLastTransitionTime());
        var took = Duration.between(Instant.parse(job.getStatus().getStartTime()), Instant.parse(finished));
        var message = "Job %s failed: %s"
                .formatted(job.getMetadata().getName(), died(pods).orElse(end.getMessage()));
        return told(
                job,
                begun(job)
                        .finishedAt(finished)
                        .seconds((double) took.toSeconds())
                        .succeeded(complete)
                        .message(complete ? null : cut(message)));
    }

    private static Told waiting(Job job, String why) {
        return told(
                job,
                begun(job)
                        .message(cut("The pod of Job %s cannot start: %s"
                                .formatted(job.getMetadata().getName(), why))));
    }

    private static DeploymentStatusRunBuilder begun(Job job) {
        return DeploymentStatusRunBuilder.builder()
                .id(job.getMetadata().getName())
                .commit(after(arguments(job), "--commit"))
                .startedAt(job.getStatus().getStartTime())
                .failed(List.of());
    }

    private static Told told(Job job, DeploymentStatusRunBuilder run) {
        return new Told(run.build(), arguments(job).contains("--full-refresh"));
    }

    private static List<String> arguments(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(Run.CONTAINER))
                .findFirst()
                .map(container -> container.getArgs())
                .orElse(List.of());
    }

    private static String after(List<String> arguments, String option) {
        var at = arguments.indexOf(option);
        return at >= 0 && at + 1 < arguments.size() ? arguments.get(at + 1) : null;
    }

    /** Why the last pod ended: Kubernetes' word for it, such as OOMKilled, and the pod's last words. */
    private static Optional<String> died(Collection<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getStatus() != null)
                .sorted(Comparator.comparing(
                        (Pod pod) -> pod.getMetadata().getCreationTimestamp(), Comparator.reverseOrder()))
                .flatMap(pod -> Stream.concat(
                        Stream.ofNullable(pod.getStatus().getReason())
                                .map(reason -> words(reason, pod.getStatus().getMessage())),
                        states(pod)
                                .map(ContainerState::getTerminated)
                                .filter(Objects::nonNull)
                                .filter(ended -> !Integer.valueOf(0).equals(ended.getExitCode()))
                                .map(ended -> words(
                                        "%s (exit code %d)".formatted(ended.getReason(), ended.getExitCode()),
                                        ended.getMessage()))))
                .findFirst();
    }

    /** Why a pod cannot start, such as an image that is not there. */
    private static Optional<String> held(Collection<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getStatus() != null)
                .flatMap(pod -> Stream.concat(
                        states(pod)
                                .map(ContainerState::getWaiting)
                                .filter(waiting -> waiting != null && waiting.getMessage() != null)
                                .map(waiting -> words(waiting.getReason(), waiting.getMessage())),
                        pod.getStatus().getConditions().stream()
                                .filter(c -> c.getType().equals("PodScheduled") && "False".equals(c.getStatus()))
                                .map(c -> words(c.getReason(), c.getMessage()))))
                .findFirst();
    }

    private static Stream<ContainerState> states(Pod pod) {
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull);
    }

    private static String words(String reason, String message) {
        return message == null || message.isBlank() ? reason : reason + ": " + message.strip();
    }

    /** What matters is at the end of a log. */
    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE
                ? text
                : text.substring(0, LONGEST_MESSAGE / 4) + " … "
                        + text.substring(text.length() - LONGEST_MESSAGE * 3 / 4);
    }
}
