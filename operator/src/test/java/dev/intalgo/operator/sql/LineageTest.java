package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageTest {
    private static final Catalog SHOP = new Catalog(List.of(table("orders"), table("items")));

    /** Only {@code id} and {@code code} are never null. */
    private static Table table(String name) {
        var columns = Stream.of("id", "code", "total")
                .map(c -> new Column(c, "numeric", c.equals("total"), c.equals("id"), ""))
                .toList();
        return new Table("shop", "public", name, Table.Kind.TABLE, "", columns, List.of());
    }

    private static String passed(String sql) throws SqlRejected {
        return SqlRewriter.rewrite(
                        sql, "postgres", new FunctionRules(Set.of(), Set.of()), Relations.of(SHOP, List.of(), null))
                .passed()
                .stream()
                .map(p -> p.name() + "=" + ((Target.Source) p.relation()).table() + "." + p.column()
                        + (p.neverNull() ? "!" : ""))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            select id, total as t, id + 1 as n, count(*) over () from orders      | id=orders.id! t=orders.total
            select * from orders                       | id=orders.id! code=orders.code! total=orders.total
            select i.*, o.id as o from orders o join items i on i.id = o.id | id=items.id! code=items.code! total=items.total o=orders.id!
            select o.id, i.code from orders o left join items i on i.id = o.id    | id=orders.id! code=items.code
            select o.id, i.code from orders o right join items i on i.id = o.id   | id=orders.id code=items.code!
            select o.id, i.code from orders o full join items i on i.id = o.id    | id=orders.id code=items.code
            select o.id, i.code from orders o left join (items i join items k on k.id = i.id) on i.id = o.id | id=orders.id code=items.code
            with a (x, y) as (select code, id from orders) select y, x as z from a | y=orders.id! z=orders.code!
            with a as (select o.id, i.code from orders o left join items i on i.id = o.id) select code from a | code=items.code
            select x from (select id as x from orders) s                          | x=orders.id!
            select id, code from orders group by rollup(id, code)                 | id=orders.id code=orders.code
            select id, code from orders group by grouping sets ((id), (id, code)) | id=orders.id code=orders.code
            select id, count(*) as n from orders group by id                      | id=orders.id!
            select id from orders union all select null                           | ~~
            select o.id, (select i.code from items i limit 1) as c from orders o  | id=orders.id!
            with recursive a as (select id from orders union all select id from a) select id from a | ~~
            select * from orders join items using (id)                            | ~~
            """)
    void knowsTheColumnsThatComeFromTables(String sql, String expected) throws SqlRejected {
        assertThat(passed(sql)).isEqualTo(expected);
    }

    @Test
    void followsALongChain() throws SqlRejected {
        String chain = IntStream.range(1, 60)
                .mapToObj(i -> "c" + i + " as (select * from c" + (i - 1) + ")")
                .collect(Collectors.joining(", "));
        assertThat(passed("with c0 as (select * from orders), " + chain + " select id, total from c59"))
                .isEqualTo("id=orders.id! total=orders.total");
    }
}
