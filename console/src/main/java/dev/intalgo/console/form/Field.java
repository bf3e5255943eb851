package dev.intalgo.console.form;

import dev.intalgo.api.v1alpha1.SecretKeyRef;
import java.util.List;

/**
 * One thing that a form asks for.
 *
 * @param path where it is in the object's {@code spec}, with dots between
 * @param label what it is, in plain words
 * @param key what a dbt profile calls it, or empty
 * @param value what it has now; always empty for a secret
 * @param options what it may be, where that is a few things
 * @param help more about it, or empty
 * @param example how people write it, or empty
 * @param secret of a secret where it is kept; null for anything else
 */
public record Field(
        String path,
        String label,
        String key,
        Kind kind,
        String value,
        List<Option> options,
        String help,
        String example,
        boolean required,
        Secret secret) {

    /** How it is asked for, and written. */
    public enum Kind {
        TEXT,
        NUMBER,
        /** A text of several lines. */
        AREA,
        /** A list, with a line for each. */
        LINES,
        YAML,
        /** A number of seconds, minutes or hours. */
        DURATION,
        SELECT,
        CHECK,
        SECRET,
        /** A secret of several lines. */
        SECRET_AREA,
        /** Which of several things there is: the form then asks for what that needs. */
        CHOICE,
        /** Shown, and never written. */
        FIXED
    }

    /** One of the things that it may be. */
    public record Option(String value, String title) {}

    /**
     * A secret's whereabouts. Its value is never shown.
     *
     * @param kept where it is; null where it is nowhere yet
     * @param again whether somebody wrote one, which has to be written again as no page holds it
     * @param byName whether a Secret is named instead, by whoever may not write one
     */
    public record Secret(SecretKeyRef kept, boolean again, boolean byName) {}

    /** One without anything but what is asked and what it has. */
    public static Field of(Kind kind, String path, String label, String value) {
        return new Field(path, label, "", kind, value, List.of(), "", "", false, null);
    }

    /** As this, described. */
    public Field with(String key, String help, String example, boolean required) {
        return new Field(path, label, key, kind, value, options, help, example, required, secret);
    }

    /** As this, one of a few things. */
    public Field with(List<Option> options) {
        return new Field(path, label, key, kind, value, options, help, example, required, secret);
    }

    /** As this, a secret. */
    public Field with(Secret secret) {
        return new Field(path, label, key, kind, value, options, help, example, required, secret);
    }

    public String id() {
        return "f-" + path.replace('.', '-');
    }

    public boolean checked() {
        return "true".equals(value);
    }

    /** The kind as templates tell it. */
    public boolean is(String kind) {
        return this.kind.name().equals(kind);
    }

    public boolean lines() {
        return kind == Kind.AREA || kind == Kind.LINES || kind == Kind.YAML || kind == Kind.SECRET_AREA;
    }

    public boolean isSecret() {
        return secret != null;
    }

    /** Whether a browser has to insist on it. */
    public boolean needed() {
        return required && (secret == null || secret.kept() == null);
    }
}
