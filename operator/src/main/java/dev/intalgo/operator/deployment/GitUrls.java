package dev.intalgo.operator.deployment;

import com.databricks.sdk.service.jobs.GitProvider;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.api.v1alpha1.Orchestrators.DatabricksGit;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** Repositories as Databricks names them: by HTTPS, and with the kind of server. */
final class GitUrls {
    private static final Pattern SSH = Pattern.compile("ssh://(?:[^@/]+@)?([^/:]+)(?::\\d+)?/(.+)");
    private static final Pattern SCP = Pattern.compile("[^@/]+@([^:/]+):/?(.+)");
    private static final Pattern AZURE = Pattern.compile("https://ssh\\.dev\\.azure\\.com/v3/([^/]+)/([^/]+)/([^/]+)");

    private GitUrls() {}

    /** The URL by HTTPS, without a user's name. */
    static String https(String url) {
        String plain = url;
        for (Pattern pattern : new Pattern[] {SSH, SCP}) {
            var parts = pattern.matcher(plain);
            if (!plain.startsWith("https://") && parts.matches()) {
                plain = "https://" + parts.group(1) + "/" + parts.group(2);
            }
        }
        return AZURE.matcher(plain).replaceFirst("https://dev.azure.com/$1/$2/_git/$3");
    }

    /** The kind of server: as said, as its host tells, or as pull requests are made there; empty if unknown. */
    static Optional<GitProvider> provider(DatabricksGit said, IntalgoProjectSpec.Provider requests, String url) {
        if (said != null) {
            return Optional.of(named(said));
        }
        String host = URI.create(url).getHost();
        return switch (host == null ? "" : host) {
            case "github.com" -> Optional.of(GitProvider.GIT_HUB);
            case "gitlab.com" -> Optional.of(GitProvider.GIT_LAB);
            case "bitbucket.org" -> Optional.of(GitProvider.BITBUCKET_CLOUD);
            case "dev.azure.com" -> Optional.of(GitProvider.AZURE_DEV_OPS_SERVICES);
            case String h when h.endsWith(".visualstudio.com") -> Optional.of(GitProvider.AZURE_DEV_OPS_SERVICES);
            case String h when h.startsWith("git-codecommit.") -> Optional.of(GitProvider.AWS_CODE_COMMIT);
            default -> ofRequests(requests);
        };
    }

    private static Optional<GitProvider> ofRequests(IntalgoProjectSpec.Provider requests) {
        return switch (requests) {
            case null -> Optional.empty();
            case GITHUB -> Optional.of(GitProvider.GIT_HUB_ENTERPRISE);
            case GITLAB -> Optional.of(GitProvider.GIT_LAB_ENTERPRISE_EDITION);
            case BITBUCKET -> Optional.of(GitProvider.BITBUCKET_SERVER);
            default -> Optional.empty();
        };
    }

    private static GitProvider named(DatabricksGit said) {
        return switch (said) {
            case GITHUB -> GitProvider.GIT_HUB;
            case GITHUB_ENTERPRISE -> GitProvider.GIT_HUB_ENTERPRISE;
            case GITLAB -> GitProvider.GIT_LAB;
            case GITLAB_ENTERPRISE -> GitProvider.GIT_LAB_ENTERPRISE_EDITION;
            case BITBUCKET -> GitProvider.BITBUCKET_CLOUD;
            case BITBUCKET_SERVER -> GitProvider.BITBUCKET_SERVER;
            case AZURE_DEVOPS -> GitProvider.AZURE_DEV_OPS_SERVICES;
            case CODE_COMMIT -> GitProvider.AWS_CODE_COMMIT;
        };
    }
}
