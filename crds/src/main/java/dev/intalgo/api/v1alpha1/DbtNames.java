package dev.intalgo.api.v1alpha1;

/** Names that dbt and databases take, made from names that Kubernetes takes. */
final class DbtNames {
    private static final int LONGEST = 63;

    private DbtNames() {}

    /** For example {@code top_customers} for {@code top-customers}; {@code q_2025_sales} for {@code 2025.sales}. */
    static String of(String objectName) {
        String name = objectName.replace('-', '_').replace('.', '_');
        if (!Character.isLetter(name.charAt(0))) {
            name = "q_" + name;
        }
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }
}
