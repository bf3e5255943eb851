package dev.intalgo.console.page;

/** The parts of a namespace that can be gone to from every page of it. */
public enum Section {
    OVERVIEW("", "Overview"),
    QUESTIONS("questions", "Questions"),
    MODELS("models", "Models"),
    SCHEMA("schema", "Schema"),
    DEPLOYMENTS("deployments", "Deployments"),
    SETTINGS("settings", "Settings");

    private final String path;
    private final String title;

    Section(String path, String title) {
        this.path = path;
        this.title = title;
    }

    /** Its path below that of the namespace. */
    public String path() {
        return path;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }
}
