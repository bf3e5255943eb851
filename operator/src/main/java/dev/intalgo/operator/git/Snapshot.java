package dev.intalgo.operator.git;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The text files of a dbt project, or other files of its repository, at one commit.
 *
 * @param commit the commit's full id; null where the repository has no commit yet
 * @param files each file's text by its path from the dbt project's folder (see {@link Edit#places} for others), in the order of the paths. Files that are
 *     not UTF-8 text, or are larger than {@link #MAX_FILE_BYTES} and no YAML, symbolic links and submodules are left out
 */
public record Snapshot(String commit, Map<String, String> files) {
    /** The largest file that is read, in bytes; YAML may be as large as all files together. */
    public static final int MAX_FILE_BYTES = 1 << 20;

    /** The most text that is read from one repository, in bytes. */
    public static final long MAX_TOTAL_BYTES = 64L << 20;

    /** What an edit really changes: the text of each file by its path, null for one that goes. */
    public Map<String, String> changedBy(Edit edit) {
        Map<String, String> changed = new LinkedHashMap<>();
        edit.apply(this).forEach((path, text) -> {
            if (!Objects.equals(text, files.get(path))) {
                changed.put(path, text);
            }
        });
        return changed;
    }

    /** Whether the repository has no commit yet. */
    public boolean empty() {
        return commit == null;
    }
}
