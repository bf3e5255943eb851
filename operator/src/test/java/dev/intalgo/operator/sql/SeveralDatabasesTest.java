package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that reaches several databases, of which one is its own. */
class SeveralDatabasesTest {
    private static final Relations RELATIONS = Relations.of(
            new Catalog(List.of(
                            table("SHOP", "public", "orders", "id"),
                            table("LAKE", "public", "orders", "id", "raw"),
                            table("LAKE", "logs", "clicks", "id"),
                            table("SEA", "logs", "clicks", "id")))
                    .seenFrom("shop"),
            List.of(),
            null);

    private static Table table(String database, String schema, String name, String... columns) {
        List<Column> list = List.of(columns).stream()
                .map(c -> new Column(c, "integer", true, false, ""))
                .toList();
        return new Table(database, schema, name, Table.Kind.TABLE, "", list, List.of());
    }

    private static Rewrite rewritten(String sql) throws SqlRejected {
        return SqlRewriter.rewrite(sql, "trino", FunctionRules.KNOWN, RELATIONS);
    }

    private static String dbt(String sql) throws SqlRejected {
        return rewritten(sql).dbtSql();
    }

    @Test
    void takesNamesWithoutADatabaseForItsOwn() throws SqlRejected {
        assertThat(dbt("select id from public.orders")).contains("source('public', 'orders')");
        assertThat(dbt("select id from shop.public.orders")).contains("source('public', 'orders')");
    }

    @Test
    void findsTheTableOfTheDatabaseThatIsNamed() throws SqlRejected {
        assertThat(dbt("select raw from lake.public.orders")).contains("source('LAKE__public', 'orders')");
        assertThatThrownBy(() -> dbt("select raw from public.orders"))
                .isInstanceOf(SqlRejected.class)
                .hasMessageContaining("raw");
    }

    @Test
    void asksForTheDatabaseWhereSeveralOthersHaveIt() {
        assertThatThrownBy(() -> dbt("select id from logs.clicks"))
                .isInstanceOf(SqlRejected.class)
                .hasMessageContaining("LAKE.logs.clicks, SEA.logs.clicks");
        assertThatThrownBy(() -> dbt("select id from sea.public.orders"))
                .isInstanceOf(SqlRejected.class)
                .hasMessageContaining("There is no table or model sea.public.orders");
    }

    @Test
    void comesBackToTheSameTables() throws SqlRejected {
        String sql = dbt("select o.id from lake.public.orders o join public.orders p on p.id = o.id");
        String plain = PlainSql.of(sql, "trino").orElseThrow();
        assertThat(rewritten(plain).references())
                .containsExactly(new Target.Source("LAKE__public", "orders"), new Target.Source("public", "orders"));
    }
}
