package dev.intalgo.operator.adapter;

import java.nio.file.Path;

/** The documentation of the adapters. */
final class AdapterPages {
    static String markdown(Adapters adapters, Path root) {
        return "";
    }
}
