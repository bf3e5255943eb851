package dev.intalgo.people;

import java.util.List;

/**
 * What to ask somebody for to reach one kind of database.
 *
 * @param name the dbt adapter's name, for {@code spec.adapter} of a Connection
 * @param title what people call the database
 * @param settings the keys of its profile, in the order to ask for them
 * @param methods the ways to say who one is, in the order to show them
 */
public record AdapterForm(String name, String title, List<Setting> settings, List<Method> methods) {
    public AdapterForm {
        settings = List.copyOf(settings);
        methods = List.copyOf(methods);
    }

    /**
     * One key.
     *
     * @param type string, integer, number, boolean, list or map
     * @param required whether it is needed whatever the method
     * @param secret whether its value comes from a Secret only
     * @param file whether its value is the content of a file
     * @param defaultValue the value if none is given, or empty
     * @param allowed the values it may have; empty for any
     * @param example a value as people write it, or empty
     * @param help what it is, as the end of a sentence
     */
    public record Setting(
            String key,
            String type,
            boolean required,
            boolean secret,
            boolean file,
            String defaultValue,
            List<String> allowed,
            String example,
            String help) {}

    /**
     * One way to say who one is.
     *
     * @param title as it goes after "authentication by"
     * @param needs the keys that it cannot do without
     * @param optional the keys that go with it; a key that no method names goes with all
     * @param fixed the keys that have one value with it, each as {@code key=value}
     * @param explicit whether a Connection has to give these keys, to be told from one of another method
     */
    public record Method(
            String name,
            String title,
            List<String> needs,
            List<String> optional,
            List<String> fixed,
            boolean explicit) {}
}
