package dev.intalgo.operator.dbt;

/** What the answer to a question is in the dbt project. */
public enum Mode {
    /** A model, which dbt builds in the database. */
    MODEL("models", "models"),
    /** An analysis, which dbt compiles and nobody builds. */
    ANALYSIS("analyses", "analyses");

    private final String folder;
    private final String yamlKey;

    Mode(String folder, String yamlKey) {
        this.folder = folder;
        this.yamlKey = yamlKey;
    }

    /** The folder of the dbt project that its files are in. */
    String folder() {
        return folder;
    }

    /** The key of a YAML file that lists its properties. */
    String yamlKey() {
        return yamlKey;
    }
}
