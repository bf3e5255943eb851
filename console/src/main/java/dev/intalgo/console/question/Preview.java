package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.ColumnInfo;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import java.util.List;

/**
 * An answer's first rows.
 *
 * @param names the columns' names
 */
public record Preview(List<String> names, List<List<String>> rows) {
    /** Null where the project does not share rows, or there are none. */
    static Preview of(QuestionStatus status) {
        var names = status.columns().stream().map(ColumnInfo::name).toList();
        var fits = !names.isEmpty() && status.preview().stream().allMatch(row -> row.size() == names.size());
        return status.preview().isEmpty() || !fits ? null : new Preview(names, status.preview());
    }

    /** A picture of the rows; null where none suits them. */
    public Chart chart() {
        return Chart.of(this).orElse(null);
    }
}
