package dev.intalgo.operator.dbt;

import java.util.Map;
import java.util.regex.Pattern;

/** YAML files of ours in a dbt project that people made before: a file of theirs is not written into. */
final class OwnFiles {
    private static final Pattern MARK =
            Pattern.compile("(?m)\\s# intalgo [0-9a-f]{8}$|^\\s+intalgo:|^# The tables that Intalgo found");

    private OwnFiles() {}

    /**
     * The path itself, or one beside it where people's file has that. What cannot be read may be anybody's: it is left
     * alone at its path, and dbt says what is wrong with it.
     *
     * @param path ends in {@code .yml}
     */
    static String path(String path, Map<String, String> files) {
        String text = files.get(path);
        boolean theirs = text != null
                && Scaffold.isImported(files)
                && !MARK.matcher(text).find()
                && YamlText.parse(text).isPresent();
        // No schema, model or list of dbt's has a file's name with a dot.
        return theirs ? path.replaceFirst("\\.yml$", ".intalgo.yml") : path;
    }
}
