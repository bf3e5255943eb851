package dev.intalgo.operator.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerBuilder;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.ModelColumn;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.people.RenamePreview;
import dev.intalgo.people.RenamePreview.Change;
import dev.intalgo.people.RenamePreview.Edit;
import dev.intalgo.people.RenamePreview.Mention;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenamingTest {
    private static final Answer ANSWER = AnswerBuilder.builder()
            .name("top_customers")
            .mode(Mode.MODEL)
            .sql("select id\nfrom {{ source('public', 'customers') }}")
            .question("Who?")
            .columns(List.of(new ModelColumn("id", "integer", "")))
            .key("k")
            .references(List.of("source.public.customers"))
            .build();

    private final Map<String, String> files = new HashMap<>(AnswerFiles.write(ANSWER, Map.of()));

    private RenamePreview preview(String to, boolean keepOldName) {
        return new Renaming(new Place("top_customers", Mode.MODEL), to, files).preview("top-customers", keepOldName);
    }

    @Test
    void tellsWhichFilesMoveAndWhichFollow() {
        files.put("models/b.sql", "select 1\nfrom {{ ref('top_customers') }} -- top_customers\n");
        var preview = preview("best", false);
        assertThat(preview.taken()).isEmpty();
        assertThat(preview.changes())
                .extracting(Change::before, Change::after)
                .containsExactly(
                        tuple("models/top_customers.sql", "models/best.sql"),
                        tuple("models/top_customers.yml", "models/best.yml"),
                        tuple("models/b.sql", "models/b.sql"));
        assertThat(preview.changes().getFirst().edits()).isEmpty();
        assertThat(preview.changes().get(1).edits().getFirst().before().getFirst())
                .contains("name: top_customers");
        assertThat(preview.changes().getLast().edits())
                .containsExactly(new Edit(
                        2,
                        List.of("from {{ ref('top_customers') }} -- top_customers"),
                        List.of("from {{ ref('best') }} -- top_customers")));
        assertThat(preview.left())
                .containsExactly(new Mention("models/b.sql", 2, "from {{ ref('best') }} -- top_customers"));
    }

    @Test
    void showsTheViewThatKeepsTheOldName() {
        var preview = preview("best", true);
        assertThat(preview.changes())
                .extracting(Change::before, Change::after)
                .containsExactly(
                        tuple("models/top_customers.sql", "models/best.sql"),
                        tuple("models/top_customers.yml", "models/best.yml"),
                        tuple("", "models/top_customers.sql"),
                        tuple("", "models/top_customers.yml"));
        assertThat(preview.changes().get(2).edits().getFirst().after())
                .containsExactly("select * from {{ ref('best') }}");
        assertThat(preview.left()).isEmpty();
    }

    @Test
    void saysWhatHasTheNameAlready() {
        files.put("seeds/Best.csv", "id\n1\n");
        assertThat(preview("best", false).taken()).isEqualTo("seeds/Best.csv");
        assertThat(preview("best", false).changes()).isEmpty();
        assertThat(preview("top_customers", false).changes()).isEmpty();
    }
}
