package dev.intalgo.operator.sql;

/** What dbt calls a relation. */
public sealed interface Target {

    /** The text that names it in a dbt project, for example <code>{{ source('public', 'orders') }}</code>. */
    String template();

    /** What to call it in a message, for example {@code public.orders}. */
    String display();

    /** A table or a view that dbt did not make. */
    record Source(String source, String table) implements Target {
        @Override
        public String template() {
            return "{{ source(" + Jinja.string(source) + ", " + Jinja.string(table) + ") }}";
        }

        @Override
        public String display() {
            return source + "." + table;
        }
    }

    /** A model of the project. */
    record Ref(String model) implements Target {
        @Override
        public String template() {
            return "{{ ref(" + Jinja.string(model) + ") }}";
        }

        @Override
        public String display() {
            return model;
        }
    }
}
