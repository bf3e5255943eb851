package dev.intalgo.operator.git;

import java.util.Map;
import java.util.Set;

/**
 * A change to a project's files, as a function of the files that are there. It is called again with newer files
 * where somebody else committed in between, so it must not remember anything from one call to the next.
 */
@FunctionalInterface
public interface Edit {
    /**
     * What to write.
     *
     * @return the text of each file to write, by its path as in the snapshot; null deletes the file. Files that are not
     *     named stay as they are
     */
    Map<String, String> apply(Snapshot before);

    /**
     * The files and folders that it looks at and changes, by their paths from the repository's root; the snapshot's
     * paths then are from there too, as they are of what it writes. Empty: the dbt project's folder.
     */
    default Set<String> places() {
        return Set.of();
    }
}
