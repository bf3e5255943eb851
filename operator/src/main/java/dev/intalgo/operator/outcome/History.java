package dev.intalgo.operator.outcome;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A Deployment's status after what is told of its runs. */
final class History {
    private static final int COMMITS = 10;

    private History() {}

    /** What of it is new: runs heard of since the last one known, and that one where it turned out otherwise. */
    static List<Told> news(DeploymentStatus before, List<Told> told) {
        var last = before.lastRun();
        return told.stream()
                .filter(one -> last == null || isNews(last, one.run()))
                .sorted(Told.OLDEST_FIRST)
                .toList();
    }

    private static boolean isNews(DeploymentStatus.Run last, DeploymentStatus.Run run) {
        return run.id().equals(last.id()) ? !run.equals(last) : Told.heard(run).isAfter(Told.heard(last));
    }

    /**
     * @param news in order
     * @param fullRefresh what the annotation asks for; null for nothing
     */
    static DeploymentStatus after(DeploymentStatus before, List<Told> news, String fullRefresh) {
        var status = before;
        for (Told told : news) {
            status = status.withLastRun(told.run());
            if (told.succeeded()) {
                status = succeeded(status, told.run());
                if (told.fullRefresh() && fullRefresh != null) {
                    status = status.withFullRefresh(fullRefresh);
                }
            }
        }
        return status;
    }

    private static DeploymentStatus succeeded(DeploymentStatus status, DeploymentStatus.Run run) {
        var commits = Stream.concat(Stream.of(run.commit()), status.succeeded().stream())
                .filter(Objects::nonNull)
                .distinct()
                .limit(COMMITS)
                .toList();
        return status.withLastSuccess(run).withSucceeded(commits);
    }
}
