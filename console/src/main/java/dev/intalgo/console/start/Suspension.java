package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpecBuilder;
import dev.intalgo.api.v1alpha1.ConnectionSpecIngestionBuilder;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import jakarta.enterprise.context.RequestScoped;

/** Databases that were only tried are read once somebody goes on with them. */
@RequestScoped
class Suspension {
    private final Person person;
    private final Writing writing;

    Suspension(Person person, Writing writing) {
        this.person = person;
        this.writing = writing;
    }

    /** Whether it was ended: it is not where there was none, or somebody suspended a database that was read before. */
    boolean end(String namespace, String name) {
        var connection = person.read(Connection.class, namespace, name);
        var spec = connection.getSpec();
        boolean read = connection.getStatus() != null && connection.getStatus().catalog() != null;
        if (read || !spec.ingestion().suspend()) {
            return false;
        }
        connection.setSpec(ConnectionSpecBuilder.builder(spec)
                .ingestion(ConnectionSpecIngestionBuilder.builder(spec.ingestion())
                        .suspend(false)
                        .build())
                .build());
        return writing.change(connection, false) instanceof Written.Done;
    }
}
