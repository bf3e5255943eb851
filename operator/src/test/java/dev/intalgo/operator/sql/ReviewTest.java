package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReviewTest {
    private static Stream<String> lines(String file) throws IOException {
        try (InputStream in = ReviewTest.class.getResourceAsStream("/sql/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"));
        }
    }

    static Stream<String> harmful() throws IOException {
        return lines("harmful.txt");
    }

    static Stream<String> harmless() throws IOException {
        return lines("harmless.txt");
    }

    @ParameterizedTest
    @MethodSource("harmful")
    void findsWhatIsWrongAndNothingElse(String line) throws SqlRejected {
        String[] expected = line.split(" \\| ", 2);
        assertThat(Reviewed.codes(expected[1])).containsExactly(expected[0]);
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void findsNothingWhereNothingIsWrong(String sql) throws SqlRejected {
        assertThat(Reviewed.codes(sql)).isEmpty();
    }

    @Test
    void namesTheColumnsAndWhatToWrite() throws SqlRejected {
        Review review = Reviewed.review(
                "select c.name, o.total / o.discount as x from customers c, orders o where o.total > 5");
        assertThat(review.findings())
                .containsExactly(
                        new Finding(
                                "CartesianJoin",
                                "No condition ties c and o together, so every row of the one is paired with every row of the other: join them on the columns that they share."),
                        new Finding(
                                "DivisionByZero",
                                "o.discount may be zero, and then o.total / o.discount fails: divide by NULLIF(o.discount, 0)."));
    }

    @Test
    void saysTheSameOnce() throws SqlRejected {
        assertThat(Reviewed.review("select total / discount as a, total / discount as b from orders")
                        .findings())
                .hasSize(1);
    }

    @Test
    void mindsWhatDatabasesDoDifferently() throws SqlRejected {
        String divides = "select total / discount as x from orders";
        String dated = "select cast(ordered_at as date) as day from orders";
        assertThat(Reviewed.review(divides, "mysql").findings()).isEmpty();
        assertThat(Reviewed.review(dated, "bigquery").findings()).isEmpty();
        assertThat(Reviewed.review(divides, "duckdb").findings()).hasSize(1);
        assertThat(Reviewed.review(dated, "duckdb").findings()).hasSize(1);
    }

    @Test
    void aCrossJoinIsMeantWhereOneRowIsAskedFor() throws SqlRejected {
        assertThat(Reviewed.review("select p.title, taxes.tax from products p cross join taxes where p.price > 5"
                                + " and taxes.shift = 1")
                        .probes())
                .singleElement()
                .satisfies(probe -> assertThat(probe.dbtSql())
                        .isEqualTo(
                                "select min(n) as n from (select count(*) as n from {{ source('public', 'products') }} p"
                                        + " where (p.price > 5) union all select count(*) as n from {{ source('public', 'taxes') }}"
                                        + " taxes where (taxes.shift = 1)) as counted"));
    }

    @Test
    void aProbeCountsHowOftenAGroupHasTheSameRow() throws SqlRejected {
        List<Probe> probes = Reviewed.review("select upper(o.status) as s, sum(o.total) as t from orders o"
                        + " join order_items i on i.order_id = o.id where i.quantity > 1 group by 1 order by 2 desc")
                .probes();
        assertThat(probes)
                .singleElement()
                .satisfies(probe -> assertThat(probe.dbtSql()).isEqualTo("""
                        select coalesce(max(n), 0) as n from (select count(*) as n from {{ source('public', 'orders') }} o join\
                         {{ source('public', 'order_items') }} i on i.order_id = o.id where i.quantity > 1
                        group by o.id, upper(o.status) having o.id is not null) as repeated"""));
    }

    @Test
    void aProbeHasTheCommonTableExpressionsThatItReads() throws SqlRejected {
        List<Probe> probes = Reviewed.review(
                        "with i as (select order_id from order_items), t as (select sum(o.total) as t"
                                + " from orders o join i on i.order_id = o.id), u as (select t from t) select t from u")
                .probes();
        assertThat(probes)
                .singleElement()
                .satisfies(probe -> assertThat(probe.dbtSql())
                        .startsWith(
                                "with i as (select order_id from {{ source('public', 'order_items') }}) select coalesce")
                        .contains("join i on i.order_id = o.id\ngroup by o.id having"));
    }

    @Test
    void noProbeWhereItCouldNotStandAlone() throws SqlRejected {
        assertThat(Reviewed.review("select c.name, (select sum(o.total) from orders o join order_items i"
                                + " on i.order_id = o.id where o.customer_id = c.id) as t from customers c")
                        .probes())
                .isEmpty();
    }
}
