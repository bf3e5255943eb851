package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static String text(int characters) {
        return "\"" + "ä€😀".repeat(characters / 4) + "\"";
    }

    private static List<String> names(Map<String, String> files) {
        List<String> names = new ArrayList<>();
        Runs.parsed(files.get("graph.json")).path("pieces").forEach(name -> names.add(name.asText()));
        return names;
    }

    @Test
    void leavesASmallFileWhole() {
        assertThat(Pieces.of("graph.json", text(1_000))).isEqualTo(Map.of("graph.json", text(1_000)));
    }

    @Test
    void givesTheTextBack() {
        var files = Pieces.of("graph.json", text(1_000_000));
        var names = names(files);
        assertThat(files).hasSize(names.size() + 1);
        assertThat(String.join("", names.stream().map(files::get).toList())).isEqualTo(text(1_000_000));
        assertThat(names).allMatch(Pieces::isPiece);
        assertThat(files.values()).allMatch(piece -> piece.getBytes(UTF_8).length <= Pieces.PIECE);
    }

    @Test
    void namesThePiecesOfTwoVersionsApart() {
        assertThat(names(Pieces.of("graph.json", text(1_000_000))))
                .doesNotContainAnyElementsOf(names(Pieces.of("graph.json", text(1_000_004))));
    }

    @Test
    void takesNoOtherFileForAPiece() {
        assertThat(List.of("graph.json", "definitions.py", ".airflowignore", "a.0123456789abcdef.json", "a.1"))
                .noneMatch(Pieces::isPiece);
    }
}
