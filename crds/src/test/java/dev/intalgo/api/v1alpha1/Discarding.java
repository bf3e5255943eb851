package dev.intalgo.api.v1alpha1;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.OutputStream;
import java.net.URI;

/** An output for the generator's own files, which nobody reads. */
final class Discarding implements CRDGenerator.CRDOutput<OutputStream> {
    @Override
    public OutputStream outputFor(String name) {
        return OutputStream.nullOutputStream();
    }

    @Override
    public URI crdURI(String name) {
        return URI.create("file:///dev/null");
    }

    @Override
    public void close() {}
}
