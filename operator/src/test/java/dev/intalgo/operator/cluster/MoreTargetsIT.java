package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MoreTargetsIT extends ClusterTest {
    private void deploy(String target) {
        shop.project(llm());
        shop.model("totals", "SELECT id, customer_id AS total FROM sales.orders");
        shop.ready(Question.class, "totals");
        shop.apply(
                "kind: Deployment\nmetadata: {name: daily}\nspec:\n  projectRef: {name: shop}\n  schedule: '@daily'\n  "
                        + target + "\n");
    }

    /** {@code hunter2} is the password. */
    @ParameterizedTest
    @CsvSource({"argoWorkflow, argo-workflow", "prefect, prefect", "kestra, kestra", "bundle, bundle"})
    void givesAPlatformItsFilesWithoutASecret(String target, String name) {
        deploy(target + ": {}");
        var status = shop.ready(Deployment.class, "daily").getStatus();
        assertThat(status.configMaps()).containsExactly("daily-" + name);
        var files = client.configMaps()
                .inNamespace(shop.namespace)
                .withName("daily-" + name)
                .get()
                .getData();
        assertThat(String.join("\n", files.values()))
                .contains(status.commit(), "shop-db", "DBT_ENV_SECRET_PASSWORD", "0 0 * * *")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            githubActions: {}                                     | GitHub Actions
            gitlabCi: {}                                          | GitLab CI
            dbtCloud: {accountId: 1, projectId: 2, environmentId: 3} | dbt Cloud
            """)
    void saysThatAPlatformOutsideCannotCloneTheProject(String target, String platform) {
        deploy(target);
        assertThat(shop.notReady(Deployment.class, "daily", "RepositoryNotReachable"))
                .contains(platform, "\"shop\"", "spec.repository.remote");
    }
}
