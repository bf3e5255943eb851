package dev.intalgo.operator.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Claim;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Credentials;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Https;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Nfs;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Repository;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Volume;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpecRemoteBuilder;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpecRepositoryBuilder;
import dev.intalgo.api.v1alpha1.SecretValue;
import dev.intalgo.operator.project.RepositoryMove.Decision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepositoryMoveTest {
    private static final Repository VOLUME = volume("1Gi", null);
    private static final Repository CLASS = volume("1Gi", "fast");
    private static final Repository CLAIM = claim("drive", null);
    private static final Repository NFS = IntalgoProjectSpecRepositoryBuilder.builder()
            .nfs(new Nfs("nas", "/export"))
            .build();
    private static final Repository REMOTE = remote("https://git/a.git", "main", null, null);

    private static Repository volume(String size, String storageClass) {
        return IntalgoProjectSpecRepositoryBuilder.builder()
                .volume(new Volume(size, storageClass))
                .build();
    }

    private static Repository claim(String name, String path) {
        return IntalgoProjectSpecRepositoryBuilder.builder()
                .claim(new Claim(name, path))
                .build();
    }

    private static Repository remote(String url, String branch, String path, Credentials credentials) {
        return IntalgoProjectSpecRepositoryBuilder.builder()
                .remote(IntalgoProjectSpecRemoteBuilder.builder()
                        .url(url)
                        .branch(branch)
                        .path(path)
                        .credentials(credentials)
                        .build())
                .build();
    }

    private static Decision decide(Repository at, Repository wanted) {
        return RepositoryMove.decide(Optional.of(at), wanted);
    }

    @Test
    void aProjectThatIsNowhereYetBeginsWhereItIsToBe() {
        assertThat(RepositoryMove.decide(Optional.empty(), REMOTE)).isInstanceOf(Decision.Stay.class);
    }

    @Test
    void anotherSizeOrPasswordIsNoOtherPlace() {
        assertThat(decide(VOLUME, volume("2Gi", null))).isInstanceOf(Decision.Stay.class);
        var signedIn = new Credentials(new Https("me", SecretValue.of("git", "token")), null, null);
        assertThat(decide(REMOTE, remote("https://git/a.git", "main", "", signedIn)))
                .isInstanceOf(Decision.Stay.class);
    }

    @Test
    void anotherBranchOrFolderOfAServerIs() {
        for (var other : List.of(
                remote("https://git/b.git", "main", null, null),
                remote("https://git/a.git", "dev", null, null),
                remote("https://git/a.git", "main", "dbt", null))) {
            assertThat(decide(REMOTE, other)).isEqualTo(new Decision.Go(REMOTE, other));
        }
    }

    @Test
    void theHistoryGoesToAndFromServersOnly() {
        for (var place : List.of(VOLUME, CLASS, CLAIM, NFS)) {
            assertThat(decide(place, REMOTE)).isEqualTo(new Decision.Go(place, REMOTE));
            assertThat(decide(REMOTE, place)).isEqualTo(new Decision.Go(REMOTE, place));
        }
    }

    @Test
    void betweenDrivesOnlyTheDriveIsAnother() {
        var drives = List.of(VOLUME, CLASS, CLAIM, claim("drive", "other"), NFS);
        for (var from : drives) {
            for (var to : drives) {
                assertThat(decide(from, to)).isEqualTo(from == to ? new Decision.Stay() : new Decision.Exchange(from));
            }
        }
    }
}
