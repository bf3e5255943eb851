package dev.intalgo.operator.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.people.CatalogOverview.Undescribed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogOverviewsTest {
    private static Table table(String name, String description, Column... columns) {
        return new Table("shop", "sales", name, Table.Kind.TABLE, description, List.of(columns), List.of());
    }

    private static Column column(String name, String description) {
        return new Column(name, "integer", false, name.equals("id"), description);
    }

    @Test
    void countsWhatHasNoDescription() {
        var overview = CatalogOverviews.of(new Catalog(List.of(
                table("customers", "Who buys", column("id", "The number"), column("name", "")),
                table("orders", "", column("id", "The number")),
                table("told", "All said", column("id", "The number")))));
        assertThat(overview.tables()).isEqualTo(3);
        assertThat(overview.columns()).isEqualTo(4);
        assertThat(overview.primaryKeys()).isEqualTo(3);
        assertThat(overview.undescribedTables()).isEqualTo(1);
        assertThat(overview.undescribedColumns()).isEqualTo(1);
        assertThat(overview.undescribed())
                .containsExactly(
                        new Undescribed("sales.customers", true, 1), new Undescribed("sales.orders", false, 0));
    }

    @Test
    void tellsTheFirstOfMany() {
        var many = IntStream.range(0, 50).mapToObj(n -> table("t" + n, "")).toList();
        var overview = CatalogOverviews.of(new Catalog(many));
        assertThat(overview.undescribedTables()).isEqualTo(50);
        assertThat(overview.undescribed()).hasSize(20);
    }
}
