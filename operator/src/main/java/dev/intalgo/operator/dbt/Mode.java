package dev.intalgo.operator.dbt;

import java.util.regex.Pattern;

/** What the answer to a question is in the dbt project. */
public enum Mode {
    /** A model, which dbt builds in the database. */
    MODEL("models"),
    /** An analysis, which dbt compiles and nobody builds. */
    ANALYSIS("analyses");

    private final String yamlKey;
    private final Pattern listing;

    Mode(String yamlKey) {
        this.yamlKey = yamlKey;
        this.listing = Pattern.compile("^[ \\t]*(\\{|[\"']?" + yamlKey + "[\"']?[ \\t]*:)", Pattern.MULTILINE);
    }

    /** The key of a YAML file that lists its properties. */
    String yamlKey() {
        return yamlKey;
    }

    /** Whether YAML can have answers, told without parsing it: the sources of 10,000 tables are 28 MB of it. */
    boolean mayBeIn(String yaml) {
        return yaml.contains("intalgo") && listing.matcher(yaml).find();
    }
}
