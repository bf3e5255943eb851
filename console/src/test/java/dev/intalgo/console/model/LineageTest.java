package dev.intalgo.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.people.ProjectModels.Model;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final Pages PAGES = new Pages("shop", "shop");

    private static Model model(String name, String kind, String... reads) {
        return new Model(name, kind, "", "", "", "", "", List.of(), List.of(), List.of(), List.of(reads));
    }

    private static List<String> names(Optional<Diagram> diagram) {
        return diagram.orElseThrow().boxes().stream()
                .map(box -> box.node().name())
                .sorted()
                .toList();
    }

    private static final Model STAGED = model("staged", "model", "source.public.orders");
    private static final Model SUMS = model("sums", "model", "ref.staged");
    private static final Model TOP = model("top", "analysis", "ref.sums");
    private static final Model OTHER = model("other", "seed");
    private static final Lineage LINEAGE = new Lineage(List.of(STAGED, SUMS, TOP, OTHER));

    @Test
    void showsAllThatAModelComesFromAndAllThatComesFromIt() {
        assertThat(names(LINEAGE.around(SUMS, PAGES))).containsExactly("public.orders", "staged", "sums", "top");
        assertThat(LINEAGE.readers(SUMS)).containsExactly("top");
        assertThat(LINEAGE.readers(TOP)).isEmpty();
    }

    @Test
    void showsWhatIsSearchedWithItsNeighbours() {
        assertThat(names(LINEAGE.of(List.of(TOP), PAGES))).containsExactly("sums", "top");
    }

    @Test
    void leadsToThePagesOfModelsAndTables() {
        assertThat(LINEAGE.around(STAGED, PAGES).orElseThrow().boxes())
                .extracting(box -> box.node().href())
                .contains("/ns/shop/schema/projects/shop/tables/public/orders", "/ns/shop/models/shop/sums", "");
    }

    @Test
    void drawsARunByTheModelsThatItHasAlone() {
        var run = LINEAGE.among(List.of("sums", "staged", "gone"), "Run", PAGES);
        assertThat(names(run)).containsExactly("staged", "sums");
        assertThat(run.orElseThrow().arrows()).hasSize(1);
    }

    @Test
    void drawsNeighboursOnlyWhereAllIsTooMuch() {
        var chain = Stream.concat(
                        Stream.of(model("m0", "model")),
                        IntStream.range(1, 100).mapToObj(n -> model("m" + n, "model", "ref.m" + (n - 1))))
                .toList();
        var lineage = new Lineage(chain);
        assertThat(lineage.of(chain, PAGES)).isEmpty();
        assertThat(names(lineage.around(chain.get(50), PAGES))).containsExactly("m49", "m50", "m51");
    }

    @Test
    void drawsWhatReadsItselfInARing() {
        var ring = List.of(model("a", "model", "ref.b"), model("b", "model", "ref.a", "ref.nowhere"));
        assertThat(names(new Lineage(ring).of(ring, PAGES))).containsExactly("a", "b", "nowhere");
    }
}
