package dev.intalgo.console.deployment;

import jakarta.ws.rs.FormParam;
import java.util.List;
import java.util.Objects;

/**
 * What the form of a Deployment holds.
 *
 * @param platform the field of the spec
 * @param models the names of models to run
 * @param selectors other dbt selectors, between spaces
 * @param tables the schema to build in; empty for the project's
 * @param files whether the files are put into the project's repository too
 * @param path the folder of these
 * @param keys the platform's settings, in the order of their values
 * @param version the generation of the Deployment that is edited; empty for a new one
 * @param show shows the manifest instead of applying it
 */
public record DeploymentForm(
        @FormParam("platform") String platform,
        @FormParam("name") String name,
        @FormParam("project") String project,
        @FormParam("models") List<String> models,
        @FormParam("selectors") String selectors,
        @FormParam("exclude") String exclude,
        @FormParam("schedule") String schedule,
        @FormParam("timeZone") String timeZone,
        @FormParam("granularity") String granularity,
        @FormParam("policy") String policy,
        @FormParam("owner") String owner,
        @FormParam("connection") String connection,
        @FormParam("tables") String tables,
        @FormParam("retries") String retries,
        @FormParam("timeout") String timeout,
        @FormParam("lateAfter") String lateAfter,
        @FormParam("files") boolean files,
        @FormParam("path") String path,
        @FormParam("key") List<String> keys,
        @FormParam("value") List<String> values,
        @FormParam("version") String version,
        @FormParam("show") boolean show) {
    public DeploymentForm {
        platform = text(platform);
        name = text(name);
        project = text(project);
        models = models == null ? List.of() : List.copyOf(models);
        selectors = text(selectors);
        exclude = text(exclude);
        schedule = text(schedule).replaceAll("\\s+", " ");
        timeZone = text(timeZone).isEmpty() ? "Etc/UTC" : text(timeZone);
        granularity = text(granularity);
        policy = text(policy);
        owner = text(owner);
        connection = text(connection);
        tables = text(tables);
        retries = text(retries);
        timeout = text(timeout);
        lateAfter = text(lateAfter);
        path = text(path);
        keys = keys == null ? List.of() : List.copyOf(keys);
        values = values == null ? List.of() : List.copyOf(values);
        version = text(version);
    }

    private static String text(String given) {
        return Objects.requireNonNullElse(given, "").strip();
    }

    /** Whether it is about a Deployment that is there. */
    public boolean isEdit() {
        return !version.isEmpty();
    }

    /** What was written for a platform's setting; empty where nothing was. */
    public String value(String key) {
        int at = keys.indexOf(key);
        return at < 0 || at >= values.size() ? "" : values.get(at);
    }
}
