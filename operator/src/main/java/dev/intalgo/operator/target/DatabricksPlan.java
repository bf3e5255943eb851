package dev.intalgo.operator.target;

import com.databricks.sdk.service.jobs.GitProvider;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;

/**
 * How Databricks runs a project.
 *
 * @param uid of the Deployment, which the job is known by
 * @param host the workspace's URL
 * @param gitUrl the repository that Databricks clones, by HTTPS
 * @param gitProvider the kind of server that it is on
 * @param directory the dbt project's folder in it; empty: its root
 * @param environment the name of where the models are built
 * @param warehouse the id of the SQL warehouse that runs the models
 * @param catalog what they are built in; empty: the workspace's default
 * @param schema what they are built in; empty: {@code default}
 * @param cluster the id of the cluster that dbt runs on; empty: serverless compute
 * @param environmentVersion that of the serverless environment
 * @param dbtDatabricks the version of dbt-databricks, as pip is told it
 * @param servicePrincipal the application id of whose rights runs have; empty: those of who makes the job
 * @param paused whether the schedule is paused
 * @param maxConcurrentRuns how many runs may go on at once
 * @param notifyOnFailure the email addresses that are told of runs that failed
 */
@RecordBuilder
public record DatabricksPlan(
        String uid,
        String host,
        String gitUrl,
        GitProvider gitProvider,
        Optional<String> directory,
        String environment,
        String warehouse,
        Optional<String> catalog,
        Optional<String> schema,
        Optional<String> cluster,
        String environmentVersion,
        String dbtDatabricks,
        Optional<String> servicePrincipal,
        boolean paused,
        int maxConcurrentRuns,
        List<String> notifyOnFailure)
        implements DatabricksPlanBuilder.With {

    public DatabricksPlan {
        notifyOnFailure = List.copyOf(notifyOnFailure);
    }
}
