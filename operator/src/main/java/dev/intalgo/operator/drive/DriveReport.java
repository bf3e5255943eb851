package dev.intalgo.operator.drive;

import java.time.Instant;

/**
 * What a keeper said last.
 *
 * @param at when
 * @param drive {@link Drive#id()}
 * @param commit what is checked out; null where there is nothing yet, or a problem
 * @param kept the branch that edits were put on which others' commits contradict; or null
 * @param freeBytes what is free on the drive
 * @param problem why it cannot go on; or null
 */
record DriveReport(Instant at, String drive, String commit, String kept, long freeBytes, Problem problem) {
    /** A condition's reason, and what to do. */
    record Problem(String reason, String message) {}

    /** Whether a person, or the project, has to hear of the difference. */
    boolean saysTheSameAs(DriveReport other) {
        return other != null && new DriveReport(other.at, drive, commit, kept, other.freeBytes, problem).equals(other);
    }
}
