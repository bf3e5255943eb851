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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Has a project reconciled when its repository has a new head, rather than at the next look. */
@ApplicationScoped
public class Heads {
    private final SimpleInboundEventSource<IntalgoProject> events = new SimpleInboundEventSource<>("project-heads");

    private final Set<RepositoryId> told = ConcurrentHashMap.newKeySet();

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
        told.add(repository);
        events.propagateEvent(new ResourceID(repository.project(), repository.namespace()));
    }

    /** Whether there was news since this was asked last. */
    boolean told(RepositoryId repository) {
        return told.remove(repository);
    }
}
