package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.service.jobs.GitProvider;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Provider;
import dev.intalgo.api.v1alpha1.Orchestrators.DatabricksGit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitUrlsTest {
    @ParameterizedTest
    @CsvSource({
        "https://github.com/team/shop.git, https://github.com/team/shop.git",
        "git@github.com:team/shop.git, https://github.com/team/shop.git",
        "ssh://git@git.example.com:2222/team/shop.git, https://git.example.com/team/shop.git",
        "git@ssh.dev.azure.com:v3/org/proj/shop, https://dev.azure.com/org/proj/_git/shop",
    })
    void areByHttps(String url, String https) {
        assertThat(GitUrls.https(url)).isEqualTo(https);
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/team/shop, GIT_HUB",
        "https://gitlab.com/team/shop, GIT_LAB",
        "https://bitbucket.org/team/shop, BITBUCKET_CLOUD",
        "https://dev.azure.com/org/p/_git/shop, AZURE_DEV_OPS_SERVICES",
        "https://org.visualstudio.com/p/_git/shop, AZURE_DEV_OPS_SERVICES",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop, AWS_CODE_COMMIT",
    })
    void tellTheKindOfServer(String url, GitProvider provider) {
        assertThat(GitUrls.provider(null, null, url)).contains(provider);
    }

    @Test
    void doNotTellItOfAServerOfOnesOwn() {
        var url = "https://git.example.com/team/shop";
        assertThat(GitUrls.provider(null, null, url)).isEmpty();
        assertThat(GitUrls.provider(null, Provider.GITEA, url)).isEmpty();
        assertThat(GitUrls.provider(null, Provider.GITLAB, url)).contains(GitProvider.GIT_LAB_ENTERPRISE_EDITION);
        assertThat(GitUrls.provider(DatabricksGit.GITHUB_ENTERPRISE, Provider.GITLAB, url))
                .contains(GitProvider.GIT_HUB_ENTERPRISE);
    }
}
