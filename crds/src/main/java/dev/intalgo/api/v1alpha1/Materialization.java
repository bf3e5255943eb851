package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How dbt keeps a model in the database; each is written as dbt writes it. */
public enum Materialization {
    @JsonProperty("view")
    VIEW("view"),
    @JsonProperty("table")
    TABLE("table"),
    @JsonProperty("materialized_view")
    MATERIALIZED_VIEW("materialized_view");

    private final String dbt;

    Materialization(String dbt) {
        this.dbt = dbt;
    }

    /** The word that dbt has for it, for example {@code view}. */
    public String dbt() {
        return dbt;
    }

    @Override
    public String toString() {
        return dbt;
    }
}
