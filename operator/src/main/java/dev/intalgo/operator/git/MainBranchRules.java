package dev.intalgo.operator.git;

import java.io.IOException;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** Keeps the history of the main branch: it only grows. Other branches and tags are their owners' business. */
final class MainBranchRules implements PreReceiveHook {
    private final BooleanSupplier left;

    /** @param left whether the repository is being moved elsewhere, where a push would not follow it */
    MainBranchRules(BooleanSupplier left) {
        this.left = left;
    }

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        for (ReceiveCommand command : commands) {
            String why = why(pack, command);
            if (why != null) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, why);
            }
        }
    }

    private String why(ReceivePack pack, ReceiveCommand command) {
        if (left.getAsBoolean()) {
            return "the repository is being moved: see the project's status, and push again later";
        }
        String ref = command.getRefName();
        if (!ref.startsWith(Constants.R_HEADS) && !ref.startsWith(Constants.R_TAGS)) {
            return "only branches and tags can be pushed";
        }
        if (!ref.equals(Disc.MAIN)) {
            return null;
        }
        return switch (command.getType()) {
            case CREATE -> null;
            case DELETE -> "the branch main cannot be deleted";
            case UPDATE, UPDATE_NONFASTFORWARD ->
                grows(pack, command) ? null : "the branch main cannot be rewritten: fetch, rebase and push again";
        };
    }

    private static boolean grows(ReceivePack pack, ReceiveCommand command) {
        try (RevWalk commits = new RevWalk(pack.getRepository())) {
            return commits.isMergedInto(
                    commits.parseCommit(command.getOldId()), commits.parseCommit(command.getNewId()));
        } catch (IOException e) {
            return false; // Not even a commit.
        }
    }
}
