package dev.intalgo.console.object;

import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.console.page.Kind;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.smallrye.mutiny.subscription.MultiEmitter;

/** Renders an object anew whenever it changes. Where the watch breaks the stream ends, and the browser asks again. */
final class StateWatch implements Watcher<CustomResource<?, ? extends Conditioned>> {
    private final Kind kind;
    private final String name;
    private final MultiEmitter<? super String> emitter;

    StateWatch(Kind kind, String name, MultiEmitter<? super String> emitter) {
        this.kind = kind;
        this.name = name;
        this.emitter = emitter;
    }

    @Override
    public void eventReceived(Action action, CustomResource<?, ? extends Conditioned> object) {
        switch (action) {
            case ADDED, MODIFIED ->
                emitter.emit(ObjectResource.Templates.state(new ObjectView(kind, object))
                        .render());
            case DELETED -> emitter.emit(ObjectResource.Templates.gone(name).render());
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
