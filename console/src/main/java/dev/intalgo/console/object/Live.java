package dev.intalgo.console.object;

import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.function.Function;

/**
 * A part of a page that is made anew whenever an object changes, until the browser leaves. Where the watch breaks the
 * stream ends, and the browser asks again.
 */
public final class Live {
    private Live() {}

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance gone(String name);
    }

    /** @param part made of the object, as HTML */
    public static <T> Multi<String> of(Resource<T> one, String name, Function<T, String> part) {
        return Multi.createFrom()
                .<String>emitter(emitter -> {
                    var watch = one.watch(new PartWatch<>(name, part, emitter));
                    emitter.onTermination(watch::close);
                })
                // To begin a watch waits for the API server.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private record PartWatch<T>(String name, Function<T, String> part, MultiEmitter<? super String> emitter)
            implements Watcher<T> {
        @Override
        public void eventReceived(Action action, T object) {
            switch (action) {
                case ADDED, MODIFIED -> emitter.emit(part.apply(object));
                case DELETED -> emitter.emit(Templates.gone(name).render());
                case ERROR, BOOKMARK -> {}
            }
        }

        @Override
        public void onClose() {
            emitter.complete();
        }

        @Override
        public void onClose(WatcherException cause) {
            emitter.complete();
        }
    }
}
