package dev.intalgo.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AdapterTablesTest {
    @Test
    void readsTablesAndViewsWithTheirComments() throws IOException {
        String json = """
                [{"database": "shop", "schema": "sales", "name": "orders", "kind": "TABLE", "description": "Paid.",
                  "columns": [{"name": "id", "type": "integer", "description": "Its number", "nullable": false},
                              {"name": "total", "type": "numeric(10,2)"}]},
                 {"database": "", "schema": "sales", "name": "big", "kind": "VIEW", "columns": [{"name": "id"}]}]
                """;

        Catalog catalog = AdapterTables.toCatalog(new ObjectMapper().readTree(json));

        assertThat(catalog.tables()).extracting(Table::kind).containsExactly(Table.Kind.VIEW, Table.Kind.TABLE);
        Table orders = catalog.find("sales", "orders").orElseThrow();
        assertThat(orders.database()).isEqualTo("shop");
        assertThat(orders.description()).isEqualTo("Paid.");
        assertThat(orders.columns())
                .containsExactly(
                        new Column("id", "integer", false, false, "Its number"),
                        new Column("total", "numeric(10,2)", true, false, ""));
    }
}
