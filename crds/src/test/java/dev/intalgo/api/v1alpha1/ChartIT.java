package dev.intalgo.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Helm chart on a real API server, of its own as the definitions are the same for all namespaces. */
class ChartIT {
    private static final String CHART =
            Path.of("../charts/intalgo").toAbsolutePath().normalize().toString();
    private static final String NAMESPACE = "intalgo-system";
    private static final ApiServer SERVER = ApiServer.startWith();

    @BeforeAll
    static void install() {
        done(SERVER.kubectl("", "create", "namespace", NAMESPACE));
        done(SERVER.kubectl(
                "",
                "label",
                "namespace",
                NAMESPACE,
                "pod-security.kubernetes.io/enforce=restricted",
                "pod-security.kubernetes.io/warn=restricted"));
        done(SERVER.kubectl("", "create", "namespace", "watched"));
        done(SERVER.helm("install", "intalgo", CHART, "-n", NAMESPACE));
    }

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Test
    void isWithoutComplaint() {
        done(SERVER.helm("lint", "--strict", CHART));
    }

    @Test
    void isUpgradedWithItsDefinitions() {
        done(SERVER.kubectl(
                "",
                "patch",
                "crd",
                "questions.intalgo.dev",
                "--type=json",
                "-p",
                "[{\"op\": \"remove\", \"path\": \"/spec/names/shortNames\"}]"));
        String upgraded = done(SERVER.helm("upgrade", "intalgo", CHART, "-n", NAMESPACE));
        assertThat(upgraded).doesNotContain("PodSecurity");
        assertThat(done(SERVER.kubectl("", "get", "crd", "questions.intalgo.dev", "-o=jsonpath={.spec.names}")))
                .contains("iq");
    }

    @Test
    void rendersOnlyWhatTheApiKnows() {
        String rendered = done(SERVER.helm(
                "template",
                "intalgo",
                CHART,
                "-n",
                NAMESPACE,
                "--kube-version=1.35.0",
                "--set=watchNamespaces={watched},persistence.storageClass=fast,imagePullSecrets={registry}",
                "--set=llm.endpoint=http://llm:8080/v1,llm.model=m,serviceAccount.annotations.a=b,podAnnotations.c=d",
                "--set=console.enabled=true,console.tokenHeader=X-Forwarded-Access-Token",
                "--set=webhooks.enabled=true,nodeSelector.disk=ssd,tolerations[0].key=a",
                "--set=runner.adapters.mysql=registry:5000/mysql:1,runner.adapters.trino=trino:2"));
        assertThat(rendered).contains("value: mysql=registry:5000/mysql:1;trino=trino:2;");
        String applied = done(SERVER.kubectl(
                rendered,
                "apply",
                "--server-side",
                "--force-conflicts",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "-"));
        assertThat(applied).doesNotContain("Warning").contains("role.rbac.authorization.k8s.io/intalgo-intalgo-system");
    }

    @Test
    void refusesAnImageThatIsNone() {
        ApiServer.Output output = SERVER.helm("template", "intalgo", CHART, "--set=runner.adapters.mysql=a b");
        assertThat(output.ok()).isFalse();
        assertThat(output.text()).contains("/runner/adapters/mysql");
    }

    @ParameterizedTest
    @CsvSource({
        "yes, watch, secrets, watched",
        "no, update, secrets, watched",
        "no, delete, secrets, watched",
        "yes, get, secrets, watched",
        "no, create, secrets, watched",
        "yes, create, secrets, intalgo-system",
        "no, create, pods, watched",
        "no, create, rolebindings.rbac.authorization.k8s.io, watched",
        "no, create, questions.intalgo.dev, watched",
        "no, delete, questions.intalgo.dev, watched",
        "yes, patch, questions.intalgo.dev/status, watched",
        "yes, create, jobs.batch, watched",
        "yes, create, tokenreviews.authentication.k8s.io, ''",
        "no, update, leases.coordination.k8s.io, watched",
        "yes, update, leases.coordination.k8s.io/intalgo, intalgo-system",
    })
    void mayDoWhatItNeedsAndNoMore(String answer, String verb, String resource, String namespace) {
        boolean named = resource.endsWith("/intalgo");
        String[] parts = named ? new String[] {resource} : resource.split("/");
        ApiServer.Output output = SERVER.kubectl(
                "",
                "auth",
                "can-i",
                verb,
                parts[0],
                "--subresource=" + (parts.length > 1 ? parts[1] : ""),
                "--namespace=" + namespace,
                "--as=system:serviceaccount:intalgo-system:intalgo");
        assertThat(output.text().lines().toList().getLast()).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "view, get, yes",
        "view, create, no",
        "edit, delete, yes",
    })
    void letsPeopleDoWhatTheyMayWithTheRest(String role, String verb, String answer) {
        done(SERVER.kubectl(
                "",
                "create",
                "rolebinding",
                role + "-" + verb,
                "--namespace=watched",
                "--clusterrole=intalgo-intalgo-system-" + role,
                "--user=%s-%s".formatted(role, verb)));
        ApiServer.Output output = SERVER.kubectl(
                "",
                "auth",
                "can-i",
                verb,
                "questions.intalgo.dev",
                "--namespace=watched",
                "--as=%s-%s".formatted(role, verb));
        assertThat(output.text().lines().toList().getLast()).isEqualTo(answer);
    }

    @Test
    void listsNoSecretsWhereItMayNotWatchThem() {
        assertThat(rights("--set=secrets.watch=false"))
                .containsPattern("resources: \\[secrets]\\s+verbs: \\[get]")
                .doesNotContainPattern("resources: \\[secrets][^-]*(list|watch)");
        assertThat(rights("--set=secrets.watch=true")).containsPattern("resources: \\[secrets][^-]*list, watch");
    }

    private static String rights(String value) {
        return done(SERVER.helm(
                "template", "intalgo", CHART, "--show-only=templates/rbac.yaml", "--kube-version=1.35.0", value));
    }

    private static String done(ApiServer.Output output) {
        assertThat(output.ok()).as(output.text()).isTrue();
        return output.text();
    }
}
