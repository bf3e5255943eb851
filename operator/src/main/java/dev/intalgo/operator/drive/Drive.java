package dev.intalgo.operator.drive;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Repository;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Hashes;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A drive that a project is checked out on, besides the operator's volume.
 *
 * @param volume how a pod mounts it
 * @param path the project's folder on it
 * @param claim the claim to make for it, where the project has one of its own
 */
record Drive(Volume volume, String path, Optional<PersistentVolumeClaim> claim) {

    /** The drive that a project's spec names; empty where the project is on none. */
    static Optional<Drive> of(IntalgoProject project) {
        var repository = project.getSpec().repository();
        var name = project.getMetadata().getName();
        if (repository.claim() != null) {
            var path = Optional.ofNullable(repository.claim().path()).filter(p -> !p.isEmpty());
            return Optional.of(new Drive(mounted(repository.claim().name()), path.orElse(name), Optional.empty()));
        }
        if (repository.nfs() != null) {
            var nfs = new VolumeBuilder()
                    .withName("drive")
                    .withNewNfs()
                    .withServer(repository.nfs().server())
                    .withPath(repository.nfs().path())
                    .endNfs()
                    .build();
            return Optional.of(new Drive(nfs, name, Optional.empty()));
        }
        if (repository.volume() != null && repository.volume().storageClassName() != null) {
            return Optional.of(
                    new Drive(mounted(Names.driveClaim(name)), name, Optional.of(claim(project, repository))));
        }
        return Optional.empty();
    }

    private static Volume mounted(String claim) {
        return new VolumeBuilder()
                .withName("drive")
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .build();
    }

    /** Nobody owns it: it stays where the project goes, as do the files that people have there. */
    private static PersistentVolumeClaim claim(IntalgoProject project, Repository repository) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(project.getMetadata().getNamespace())
                .withName(Names.driveClaim(project.getMetadata().getName()))
                .withLabels(Names.labels(project))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(repository.volume().storageClassName())
                .withNewResources()
                .withRequests(Map.of("storage", new Quantity(repository.volume().size())))
                .endResources()
                .endSpec()
                .build();
    }

    /** Tells this drive from another that the project was on, in what keepers report. */
    String id() {
        return Hashes.of(List.of(volume.toString(), path));
    }
}
