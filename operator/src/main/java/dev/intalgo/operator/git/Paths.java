package dev.intalgo.operator.git;

import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectChecker;

/** Decides which paths may be written: those that every system can check out, and none that leads elsewhere. */
final class Paths {
    private static final int LONGEST = 1_024;

    private Paths() {}

    /** The path of a file in the repository: {@code path} below {@code folder}, which may be empty. */
    static String inRepository(String folder, String path) throws GitException {
        String whole = folder.isEmpty() ? path : folder + "/" + path;
        check(path);
        check(whole);
        return whole;
    }

    /** The folder without slashes around it. */
    static String folder(String path) throws GitException {
        String folder = path == null ? "" : path.replaceAll("^/+|/+$", "");
        if (!folder.isEmpty()) {
            check(folder);
        }
        return folder;
    }

    private static void check(String path) throws GitException {
        try {
            if (path.length() > LONGEST) {
                throw new CorruptObjectException("is longer than " + LONGEST + " characters");
            }
            new ObjectChecker().setSafeForWindows(true).setSafeForMacOS(true).checkPath(path);
        } catch (CorruptObjectException e) {
            throw new GitException(
                    GitException.Reason.InvalidPath,
                    "the path \"" + shortened(path) + "\" cannot be in the repository (" + shortened(e.getMessage())
                            + "): use another name",
                    e);
        }
    }

    private static String shortened(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", "?");
        return visible.length() <= 200 ? visible : visible.substring(0, 200) + "…";
    }
}
