package dev.intalgo.operator.question;

import dev.intalgo.operator.dbt.Aliases;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.Moves;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.operator.dbt.Readers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an answer's files are, and where they were while its Question had another name or mode.
 *
 * @param path what the Question's status says of it; null where nothing was written yet
 * @param to   what the Question says now
 */
record Relocation(String path, Place to) {

    /** Where the answer was before {@code spec.name} or {@code spec.mode} changed, while it is still there. */
    Optional<Place> from(Map<String, String> files) {
        return Place.of(path, files)
                .filter(place -> !place.equals(to))
                .filter(place ->
                        AnswerFiles.read(place.name(), place.mode(), files).isPresent());
    }

    /** The answer as it was: the same question, which nobody need be asked again. */
    Optional<Answer> answer(Map<String, String> files) {
        return from(files)
                .flatMap(place -> AnswerFiles.read(place.name(), place.mode(), files))
                .map(answer -> answer.withName(to.name()));
    }

    /** The path of the answer's SQL. */
    String sqlPath(String folder, Map<String, String> files) {
        return AnswerFiles.sqlPath(to.name(), to.mode(), files)
                .or(() -> from(files).map(place -> Moves.sqlPath(place, to, files)))
                .orElse(AnswerFiles.newSqlPath(to.name(), to.mode(), folder, files));
    }

    /** The commit's subject where files move; empty where none do. */
    Optional<String> subject(Map<String, String> files) {
        return from(files)
                .map(place -> place.mode() == to.mode()
                        ? "Rename %s to %s".formatted(place.name(), to.name())
                        : "Make %s %s".formatted(to.name(), to.mode() == Mode.MODEL ? "a model" : "an analysis"));
    }

    /** Whether the SQL changes too: Git would not know the file again where both are one commit. */
    boolean changesSql(Answer answer, Map<String, String> files) {
        return answer(files)
                .filter(old -> !old.sql().equals(answer.sql().strip()))
                .isPresent();
    }

    /** Who reads a model that is to become an analysis, which nobody can read. */
    List<String> readersOfAnalysis(Map<String, String> files) {
        return to.mode() == Mode.MODEL
                ? List.of()
                : from(files).map(place -> Readers.of(place, files)).orElse(List.of());
    }

    /** The files that change by moving alone. */
    Map<String, String> move(boolean keepOldName, Map<String, String> files) {
        var from = from(files);
        if (from.isEmpty()) {
            return Map.of();
        }
        Map<String, String> changed = new LinkedHashMap<>();
        // A model that gets an earlier name back takes the place of the view that kept it.
        if (Aliases.of(from.get().name(), files).contains(to.name())) {
            changed.putAll(Aliases.remove(to.name(), files));
        }
        changed.putAll(Moves.move(from.get(), to, applied(files, changed)));
        var moved = applied(files, changed);
        var renamed =
                !from.get().name().equals(to.name()) && from.get().mode() == Mode.MODEL && to.mode() == Mode.MODEL;
        if (keepOldName && renamed) {
            AnswerFiles.read(to.name(), to.mode(), moved)
                    .ifPresent(answer -> changed.putAll(Aliases.write(from.get().name(), answer, moved)));
        }
        return changed;
    }

    /** The files that change: those of the answer, and those that it had before. */
    Map<String, String> edit(Answer answer, String folder, Map<String, String> files) {
        var keep = answer.origin().keepOldName() && to.mode() == Mode.MODEL;
        Map<String, String> changed = new LinkedHashMap<>(move(keep, files));
        if (!keep) {
            Aliases.of(to.name(), applied(files, changed))
                    .forEach(alias -> changed.putAll(Aliases.remove(alias, applied(files, changed))));
        }
        changed.putAll(AnswerFiles.write(answer, folder, applied(files, changed)));
        return changed;
    }

    private static Map<String, String> applied(Map<String, String> files, Map<String, String> changes) {
        if (changes.isEmpty()) {
            return files;
        }
        Map<String, String> after = new HashMap<>(files);
        after.putAll(changes);
        after.values().removeIf(Objects::isNull);
        return after;
    }
}
