package dev.intalgo.operator.drive;

import dev.intalgo.operator.git.RepositoryId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What keepers said last. It is not kept: each says it again in a few seconds. */
@ApplicationScoped
public class DriveReports {
    /** How long after its last word a keeper is taken for gone. It reports about every ten seconds. */
    static final Duration SILENCE = Duration.ofSeconds(60);

    /** A keeper had something new to say: a CDI event. */
    public record News(RepositoryId repository) {}

    private final Map<RepositoryId, DriveReport> last = new ConcurrentHashMap<>();
    private final Event<News> news;
    private final MeterRegistry meters;
    private final Instant start = Instant.now();

    DriveReports(Event<News> news, MeterRegistry meters) {
        this.news = news;
        this.meters = meters;
    }

    void put(RepositoryId project, DriveReport report) {
        var before = last.put(project, report);
        if (before == null) {
            Gauge.builder("intalgo.drive.free", () -> last.get(project).freeBytes())
                    .description("What is free on the drive that a project is checked out on")
                    .baseUnit("bytes")
                    .tags("namespace", project.namespace(), "project", project.project())
                    .register(meters);
        }
        if (!report.saysTheSameAs(before)) {
            news.fire(new News(project));
        }
    }

    /** The last word about a drive, where it is not too long ago. */
    Optional<DriveReport> about(RepositoryId project, Drive drive, Instant now) {
        return Optional.ofNullable(last.get(project))
                .filter(report -> report.drive().equals(drive.id()))
                .filter(report -> Duration.between(report.at(), now).compareTo(SILENCE) < 0);
    }

    /** Whether keepers had no time yet to report to this process. */
    boolean justStarted(Instant now) {
        return Duration.between(start, now).compareTo(SILENCE) < 0;
    }
}
