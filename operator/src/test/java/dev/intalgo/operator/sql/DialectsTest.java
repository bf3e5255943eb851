package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Table;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the SQL of each database. */
class DialectsTest {
    static final List<String> DIALECTS = List.of(
            "postgres",
            "redshift",
            "snowflake",
            "bigquery",
            "databricks",
            "spark",
            "duckdb",
            "mysql",
            "sqlserver",
            "trino",
            "clickhouse",
            "athena",
            "oracle");

    static Stream<Corpus.Case> rewrites() {
        return Corpus.cases("rewrites.yaml");
    }

    static Stream<Corpus.Case> accepted() {
        return Stream.concat(rewrites(), Corpus.cases("harmless.yaml"));
    }

    @ParameterizedTest
    @MethodSource("rewrites")
    void putsDbtsNamesInPlaceOfRelations(Corpus.Case question) throws SqlRejected {
        String dbt = question.rewrite().dbtSql();

        assertThat(dbt).isEqualTo(question.dbt());
        if (!question.kind().equals("columns with a schema")) {
            RoundTrip.assertOnlyRelationsChanged(question.sql(), dbt);
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void writesTheSameAgainOfWhatItWrote(Corpus.Case question) throws SqlRejected {
        String dbt = question.rewrite().dbtSql();
        String plain = PlainSql.of(dbt, question.dialect()).orElseThrow();

        assertThat(SqlRewriter.rewrite(plain, question.dialect(), FunctionRules.KNOWN, Corpus.RELATIONS)
                        .dbtSql())
                .isEqualTo(dbt);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "postgres | select 1 from orderz | public.orders",
                "postgres | select 1 from public.\"Order\" | public.orders",
                "snowflake | select 1 from SHOP.PUBLIC.ORDER_ITEM | public.order_items",
                "bigquery | select 1 from `shop.public.product` | public.products",
                "databricks | select 1 from `shop`.`public`.`product` | public.products",
                "sqlserver | select 1 from [public].[Weird_Name] | public.Weird Name",
                "mysql | select 1 from `top_customer` | top_customers",
                "trino | select 1 from shop.other.orders | public.orders",
                "oracle | select o.TOTALS from orders o | total",
                "bigquery | select o.`custmer_id` from public.orders o | customer_id",
                "sqlserver | select [o].[orderedat] from orders o | ordered_at",
                "snowflake | with t as (select id as order_key from orders) select order_ky from t | order_key",
                "clickhouse | select x.id from orders o | FROM has o",
            })
    void namesTheNearestThatExist(String dialect, String sql, String nearest) {
        assertThatThrownBy(() -> SqlRewriter.rewrite(sql, dialect, FunctionRules.KNOWN, Corpus.RELATIONS))
                .isInstanceOf(SqlRejected.class)
                .hasMessageContaining(nearest);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres, Orders, orders",
        "postgres, \"Orders\", Orders",
        "snowflake, Orders, ORDERS",
        "snowflake, \"Orders\", Orders",
        "oracle, orders, ORDERS",
        "mysql, Orders, Orders",
        "bigquery, `orders`, orders",
    })
    void tellsNamesApartThatDifferInCaseOnly(String dialect, String written, String meant) throws SqlRejected {
        Relations relations = Relations.of(
                new Catalog(Stream.of("orders", "Orders", "ORDERS")
                        .map(name -> new Table("shop", "public", name, Table.Kind.TABLE, "", List.of(), List.of()))
                        .toList()),
                List.of(),
                null);

        assertThat(SqlRewriter.rewrite("select 1 from " + written, dialect, FunctionRules.KNOWN, relations)
                        .references())
                .containsExactly(new Target.Source("public", meant));
    }

    @Test
    void theListsCoverEveryDialect() {
        for (String list : List.of("rewrites.yaml", "attacks.yaml", "harmless.yaml")) {
            assertThat(Corpus.cases(list).map(Corpus.Case::dialect).distinct())
                    .containsExactlyInAnyOrderElementsOf(DIALECTS);
        }
    }
}
