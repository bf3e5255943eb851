package dev.intalgo.operator.git;

import java.util.Map;

/**
 * A change to a project's files, as a function of the files that are there. It is called again with newer files
 * where somebody else committed in between, so it must not remember anything from one call to the next.
 */
@FunctionalInterface
public interface Edit {
    /**
     * What to write.
     *
     * @return the text of each file to write, by its path from the dbt project's folder; null deletes the file. Files
     *     that are not named stay as they are
     */
    Map<String, String> apply(Snapshot before);
}
