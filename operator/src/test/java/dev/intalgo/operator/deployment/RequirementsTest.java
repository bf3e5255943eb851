package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.DeploymentSpecBuilder;
import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.Granularity;
import dev.intalgo.operator.target.Graph;
import dev.intalgo.operator.target.Options;
import dev.intalgo.operator.target.Outside;
import dev.intalgo.operator.target.Retry;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.RunBuilder;
import dev.intalgo.operator.target.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequirementsTest {
    private static final Optional<Outside.Remote> REMOTE =
            Optional.of(new Outside.Remote("https://git.example.org/shop.git", "main"));
    private static final Optional<String> PROFILE = Optional.of("shop: {}\n");

    private static final DeploymentSpec GITHUB = DeploymentSpecBuilder.builder()
            .githubActions(new Orchestrators.GithubActions(null, null, null))
            .build();
    private static final DeploymentSpec GITLAB = DeploymentSpecBuilder.builder()
            .gitlabCi(new Orchestrators.GitlabCi(null, null, null))
            .build();
    private static final DeploymentSpec CLOUD = DeploymentSpecBuilder.builder()
            .dbtCloud(new Orchestrators.DbtCloud(1L, 2L, 3L))
            .build();

    private static List<DeploymentSpec> outside() {
        return List.of(GITHUB, GITLAB, CLOUD);
    }

    private static List<DeploymentSpec> withOurProfile() {
        return List.of(GITHUB, GITLAB);
    }

    @ParameterizedTest
    @MethodSource("outside")
    void wantsARepositoryThatThePlatformReaches(DeploymentSpec spec) {
        assertRefused(spec, run(Optional.empty(), PROFILE, "Etc/UTC"), "RepositoryNotReachable", "\"shop\"");
    }

    @ParameterizedTest
    @MethodSource("withOurProfile")
    void wantsAProfileThatIsNoSecret(DeploymentSpec spec) {
        assertRefused(spec, run(REMOTE, Optional.empty(), "Etc/UTC"), "ProfileNotPortable", "by hand");
    }

    @ParameterizedTest
    @MethodSource("withOurProfile")
    void wantsCredentialsThatAreText(DeploymentSpec spec) {
        var file = Optional.of("shop: {private_key_path: /credentials/private_key_path}\n");
        assertRefused(spec, run(REMOTE, file, "Etc/UTC"), "ProfileNotPortable", "a file");
    }

    @Test
    void wantsUtcForDbtCloud() {
        assertRefused(CLOUD, run(REMOTE, PROFILE, "Europe/London"), "ScheduleNotUtc", "Europe/London");
    }

    @ParameterizedTest
    @MethodSource("outside")
    void takesWhatHasAllOfThat(DeploymentSpec spec) {
        assertThatCode(() -> Requirements.check(spec, run(REMOTE, PROFILE, "Etc/UTC")))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(DeploymentSpec spec, Run run, String reason, String message) {
        assertThatThrownBy(() -> Requirements.check(spec, run))
                .isInstanceOfSatisfying(
                        NotReady.class, why -> assertThat(why.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private static Run run(Optional<Outside.Remote> remote, Optional<String> profile, String timeZone) {
        var pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("spec").putArray("containers").addObject().put("name", Run.CONTAINER);
        return RunBuilder.builder()
                .name("daily")
                .project("shop")
                .namespace("team")
                .commit("0".repeat(40))
                .schedule("0 6 * * *")
                .timeZone(timeZone)
                .granularity(Granularity.PROJECT)
                .selection(Selection.of(List.of()))
                .options(Options.NONE)
                .graph(new Graph(List.of(), List.of()))
                .retry(new Retry(0, Duration.ZERO, Duration.ofHours(1)))
                .owner("")
                .tags(List.of())
                .podTemplate(pod)
                .outside(new Outside(remote, "", "shop", Optional.empty(), profile))
                .build();
    }
}
