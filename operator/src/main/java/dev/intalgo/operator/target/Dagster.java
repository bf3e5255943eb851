package dev.intalgo.operator.target;

import java.util.Map;
import java.util.TreeMap;

/**
 * Definitions for Dagster 1.13: an asset for each model, a check for each test, a job and its schedule; and what the
 * Helm chart {@code dagster-user-deployments} needs to serve them.
 */
public final class Dagster implements Target {
    private final DagsterSettings settings;

    /** Pods, and else as Dagster does of its own accord. */
    public Dagster() {
        this(DagsterSettings.DEFAULT);
    }

    public Dagster(DagsterSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "dagster";
    }

    @Override
    public Map<String, String> files(Run run) {
        boolean pods = settings.flavour() == DagsterSettings.Flavour.PODS;
        Map<String, String> files =
                new TreeMap<>(Pieces.of("graph.json", Json.text(new DagsterAssets(run, settings).definitions())));
        files.put("definitions.py", Json.resource("dagster.py"));
        files.put("run_dbt.py", Json.resource(pods ? "dagster-pods.py" : "dagster-image.py"));
        int pieces = (int) files.keySet().stream().filter(Pieces::isPiece).count();
        files.put("values.yaml", new DagsterValues(run, settings, name(), pieces).text());
        return files;
    }
}
