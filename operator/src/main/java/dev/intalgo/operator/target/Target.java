package dev.intalgo.operator.target;

import java.util.Map;

/** An orchestrator that loads files. */
public interface Target {
    /** What its ConfigMaps are called by: lower-case letters and dashes. */
    String name();

    /** The files of a run, by name: data of a ConfigMap. Equal runs give equal files. */
    Map<String, String> files(Run run);

    /**
     * The files with their hash.
     *
     * @throws TooLarge if they do not fit into a ConfigMap
     */
    default Bundle bundle(Run run) throws TooLarge {
        return Bundle.of(files(run));
    }
}
