package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.drive.DriveReports;
import dev.intalgo.operator.git.Pushed;
import dev.intalgo.operator.git.RepositoryId;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Has a project reconciled when its repository has a new head, rather than at the next look. */
@ApplicationScoped
public class Heads {
    private final SimpleInboundEventSource<IntalgoProject> events = new SimpleInboundEventSource<>("project-heads");

    private final Map<RepositoryId, Long> news = new ConcurrentHashMap<>();

    EventSource<?, IntalgoProject> events() {
        return events;
    }

    void pushed(@Observes Pushed pushed) {
        moved(pushed.repository());
    }

    void reported(@Observes DriveReports.News news) {
        moved(news.repository());
    }

    /** The operator itself made a commit. */
    public void moved(RepositoryId repository) {
        news.merge(repository, 1L, Long::sum);
        events.propagateEvent(new ResourceID(repository.project(), repository.namespace()));
    }

    /** How often there was news. */
    long news(RepositoryId repository) {
        return news.getOrDefault(repository, 0L);
    }
}
