package dev.intalgo.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static Table table(String schema, String name, Column... columns) {
        return new Table("shop", schema, name, Table.Kind.TABLE, "", List.of(columns), List.of());
    }

    private static Column column(String name, String type) {
        return new Column(name, type, true, false, null);
    }

    @Property(tries = 200)
    void survivesGzippedJsonWhateverTheNames(
            @ForAll @NotEmpty String schema, @ForAll @NotEmpty String name, @ForAll String text) {
        Table table = new Table(
                null,
                schema,
                name,
                Table.Kind.VIEW,
                text,
                List.of(new Column(text, text, false, true, text)),
                List.of(new ForeignKey(List.of(text), schema, name, List.of(text))));
        Catalog catalog = new Catalog(List.of(table, table("a", "b")));

        Catalog back = Catalog.fromGzip(catalog.toGzip());

        assertThat(back).isEqualTo(catalog);
        assertThat(back.hash()).isEqualTo(catalog.hash());
        assertThat(back.find(schema, name)).contains(catalog.find(schema, name).orElseThrow());
    }

    @Test
    void hashesTheSameWhateverTheOrderOfTables() {
        List<Table> tables = new ArrayList<>(IntStream.range(0, 50)
                .mapToObj(i -> table("s" + i % 3, "t" + i))
                .toList());
        String hash = new Catalog(tables).hash();
        Collections.shuffle(tables, new Random(1));

        assertThat(new Catalog(tables).hash()).isEqualTo(hash).matches("[0-9a-f]{16}");
        assertThat(new Catalog(tables.subList(1, 50)).hash()).isNotEqualTo(hash);
    }

    @Test
    void takesEarlierDescriptionsOfWhatIsStillThere() {
        var id = new Column("id", "int", false, true, "The number");
        var before = new Catalog(List.of(
                new Table("shop", "s", "t", Table.Kind.TABLE, "Said", List.of(id, column("gone", "text")), List.of())));
        var now = new Catalog(List.of(
                table("s", "t", column("id", "bigint"), column("name", "text").describedAs("A name")),
                table("s", "new")));
        var table = now.describedAs(before).find("s", "t").orElseThrow();

        assertThat(table.description()).isEqualTo("Said");
        assertThat(table.columns())
                .containsExactly(
                        new Column("id", "bigint", true, false, "The number"),
                        column("name", "text").describedAs("A name"));
        assertThat(now.describedAs(before).tables()).hasSize(2);
        assertThat(now.describedAs(new Catalog(List.of())).hash()).isEqualTo(now.hash());
    }

    @Test
    void findsEveryTableAndNoOther() {
        Catalog catalog = new Catalog(IntStream.range(0, 100)
                .mapToObj(i -> table("s" + i % 7, "t" + i))
                .toList());

        assertThat(catalog.tables())
                .allSatisfy(t -> assertThat(catalog.find(t.schema(), t.name())).contains(t));
        assertThat(catalog.find("s0", "t1")).isEmpty();
        assertThat(catalog.find("", "")).isEmpty();
        assertThat(catalog.find("zzz", "z")).isEmpty();
    }

    @Test
    void tellsWhatChanged() {
        Column key = new Column("id", "int", false, true, "");
        Catalog before = new Catalog(List.of(
                table("s", "kept"), table("s", "gone"), table("s", "t", column("a", "int"), column("b", "int"))));
        Catalog after =
                new Catalog(List.of(table("s", "kept"), table("s", "new"), table("s", "t", column("a", "text"), key)));

        CatalogChanges changes = CatalogChanges.between(before, after);
        assertThat(changes.added()).containsExactly("s.new");
        assertThat(changes.removed()).containsExactly("s.gone");
        assertThat(changes.altered()).containsExactly("s.t");
        assertThat(changes.retyped()).containsExactly("s.t.a: int -> text");
        assertThat(changes.keys()).containsExactly("s.t");
        assertThat(changes.tables().get("s.t").removed()).containsExactly("b");
        assertThat(changes.summary())
                .isEqualTo("1 table is new (s.new); 1 table is gone (s.gone); 1 table is changed (s.t):"
                        + " s.t.b is gone, s.t.id is new, s.t.a: int -> text, s.t has other keys.");
        assertThat(CatalogChanges.between(after, after).isEmpty()).isTrue();
    }

    @Test
    void tellsTablesOfSeveralDatabasesApart() {
        Table here = new Table("Shop", "s", "t", Table.Kind.TABLE, "", List.of(), List.of());
        Table there = new Table("lake", "s", "t", Table.Kind.VIEW, "", List.of(), List.of());
        Catalog catalog = new Catalog(List.of(here, there)).seenFrom("shop");

        assertThat(catalog.tables().stream().map(catalog::source)).containsExactly("s", "lake__s");
        assertThat(catalog.tables().stream().map(catalog::display)).containsExactly("s.t", "lake.s.t");
        assertThat(catalog.findInSource("s", "t")).contains(here);
        assertThat(catalog.findInSource("lake__s", "t")).contains(there);
        assertThat(catalog.findInSource("Shop__s", "t")).isEmpty();
        assertThat(catalog.findInSource("sea__s", "t")).isEmpty();
        assertThat(catalog.hash()).isEqualTo(new Catalog(List.of(here, there)).hash());
    }

    @Test
    void refusesWhatIsNotACatalog() {
        assertThatIllegalArgumentException().isThrownBy(() -> Catalog.fromGzip(new byte[] {1, 2, 3}));
        assertThatIllegalArgumentException().isThrownBy(() -> Catalog.fromJson("[]".getBytes()));
    }
}
