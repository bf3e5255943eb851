package dev.intalgo.operator.git;

/** What became of one of several edits that were committed together. */
public sealed interface Outcome {
    /** It is on the branch. */
    record Done(Commit commit) implements Outcome {}

    /** It, or the whole commit, was refused. */
    record Refused(GitException why) implements Outcome {}

    /** The edit itself failed. */
    record Failed(RuntimeException why) implements Outcome {}

    /** As if the edit had been committed alone. */
    default Commit get() throws GitException {
        return switch (this) {
            case Done(Commit commit) -> commit;
            case Refused(GitException why) -> throw why;
            case Failed(RuntimeException why) -> throw why;
        };
    }
}
