package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.operator.adapter.Profiles;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.DbtCloud;
import dev.intalgo.operator.target.Run;

/** What platforms outside of the cluster cannot do without. */
final class Requirements {
    private Requirements() {}

    static void check(DeploymentSpec spec, Run run) throws NotReady {
        if (spec.githubActions() != null) {
            remote("GitHub Actions", run);
            profile("GitHub Actions", run);
        } else if (spec.gitlabCi() != null) {
            remote("GitLab CI", run);
            profile("GitLab CI", run);
        } else if (spec.dbtCloud() != null) {
            remote("dbt Cloud", run);
            utc(run);
        }
    }

    private static void remote(String platform, Run run) throws NotReady {
        if (run.outside().remote().isEmpty()) {
            throw NotReady.failed(
                    Delivery.STEP,
                    "RepositoryNotReachable",
                    "%s clones the project itself, and only Intalgo has its repository: give IntalgoProject \"%s\" a spec.repository.remote, or use an orchestrator of the cluster."
                            .formatted(platform, run.project()));
        }
    }

    private static void profile(String platform, Run run) throws NotReady {
        var profile = run.outside().profilesYml();
        if (profile.isEmpty()) {
            throw NotReady.failed(
                    Delivery.STEP,
                    "ProfileNotPortable",
                    "The Connection's profile was written by hand, into a Secret, which %s cannot read: use spec.adapter and spec.settings, or an orchestrator of the cluster."
                            .formatted(platform));
        }
        if (profile.get().contains(Profiles.FOLDER + "/")) {
            throw NotReady.failed(
                    Delivery.STEP,
                    "ProfileNotPortable",
                    "The Connection has a credential that is a file, and %s brings credentials as variables only: use one that is text, or an orchestrator of the cluster."
                            .formatted(platform));
        }
    }

    private static void utc(Run run) throws NotReady {
        if (run.schedule() != null && !DbtCloud.isUtc(run.timeZone())) {
            throw NotReady.failed(
                    Delivery.STEP,
                    "ScheduleNotUtc",
                    "dbt Cloud knows schedules in UTC only, and spec.timeZone is %s: write the schedule in UTC and Etc/UTC as its time zone."
                            .formatted(run.timeZone()));
        }
    }
}
