package dev.intalgo.operator.job;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Names and labels of the objects that the operator makes. */
public final class Names {
    /** Who made the object. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /** The value of {@link #MANAGED_BY}. */
    public static final String INTALGO = "intalgo";
    /** The kind of the owner: {@code connection}, {@code project}, {@code question} or {@code deployment}. */
    public static final String KIND = "intalgo.dev/kind";
    /** The name of the owner. */
    public static final String NAME = "intalgo.dev/name";

    /** The label of a keeper's pods: the name of the project. */
    public static final String KEEPER = "intalgo.dev/keeper";

    private static final int LABEL = 63;

    private Names() {}

    /** The labels that every object made for an owner has. */
    public static Map<String, String> labels(HasMetadata owner) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(MANAGED_BY, INTALGO);
        labels.put(KIND, kind(owner));
        labels.put(NAME, label(owner.getMetadata().getName()));
        return labels;
    }

    /** A label selector for the objects that are made for owners of a kind. */
    public static String selector(Class<? extends HasMetadata> owner) {
        return MANAGED_BY + "=" + INTALGO + "," + KIND + "=" + kind(HasMetadata.getKind(owner));
    }

    private static String kind(HasMetadata owner) {
        return kind(owner.getKind());
    }

    private static String kind(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        return lower.equals("intalgoproject") ? "project" : lower;
    }

    /** A name as the value of a label: itself, or where it is too long its beginning and a hash. */
    public static String label(String name) {
        return suffixed(name, "", LABEL);
    }

    /** A name with a suffix, which is never cut; a name that is too long is cut and gets a hash. */
    public static String suffixed(String name, String suffix, int longest) {
        if (name.length() + suffix.length() <= longest) {
            return name + suffix;
        }
        String hash = "-" + hash(name);
        String start = name.substring(0, longest - suffix.length() - hash.length());
        return start.replaceAll("[-.]+$", "") + hash + suffix;
    }

    /** The name of the ServiceAccount that a Connection's ingestion runs as. */
    public static String ingestAccount(String connection) {
        return suffixed(connection, "-ingest", 253);
    }

    /** The name of the ServiceAccount that a project's dbt runs as. */
    public static String dbtAccount(String project) {
        return suffixed(project, "-dbt", 253);
    }

    /** The name of the ServiceAccount, and the Deployment, that has a project checked out on a drive. */
    public static String keeper(String project) {
        return suffixed(project, "-keeper", LABEL);
    }

    /** The name of the PersistentVolumeClaim that a project is checked out on, where it has one of its own. */
    public static String driveClaim(String project) {
        return suffixed(project, "-repository", 253);
    }

    /** Eight hexadecimal digits that stand for a text. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
