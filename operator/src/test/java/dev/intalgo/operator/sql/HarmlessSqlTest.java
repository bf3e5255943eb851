package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like an attack or a mistake and is neither. */
class HarmlessSqlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select id as \"into\" from orders",
                "select 'it''s' from orders -- it's a comment; drop table x",
                "select substring(status from 1 for 2) from orders",
                "select extract(year from ordered_at::date) from orders",
                "select date_trunc('month', ordered_at::timestamp) from orders",
                "select payload::jsonb ->> 'a', payload::jsonb #>> '{a,b}', payload::jsonb @> '{}' from orders",
                "select * from orders where ordered_at::date >= current_date - interval '1 month'",
                "select o.* from orders o",
                "select id as x from orders order by x",
                "select status as s, count(*) as n from orders group by s order by n desc",
                "select total * 2 as double from orders",
                "select row_number() over (partition by customer_id order by ordered_at desc) as rn from orders",
                "select * from (select *, row_number() over w as rn from orders window w as (order by id)) q where rn = 1",
                "select c.name, sum(o.total) from public.customers c left join orders o on o.customer_id = c.id group by c.name limit 10",
                "select name from public.customers join orders using (id)",
                "select q.total from (select * from orders) q",
                "select q.n from (select count(*) n from orders) q",
                "with a as (select id, total from orders), b as (select id, sum(total) t from a group by id) select b.t from b",
                "with q as (select count(*) from orders) select count from q",
                "select v.a from (values (1, 2), (3, 4)) as v(a, b)",
                "select x.k from orders, lateral jsonb_each(payload::jsonb) as x(k, v)",
                "select coalesce(total, 0)::numeric(10, 2) from orders",
                "select cast(total as decimal(10, 2)) from orders",
                "select case status when 'paid' then 1 else 0 end from orders",
                "select * from orders where total between 1 and 2 and status not in ('a', 'b') and status is not null",
                "select * from orders where status ilike '%paid%' or status ~ '^p'",
                "select string_agg(name, ', ' order by name) from public.customers",
                "select percentile_cont(0.5) within group (order by total::int) from orders",
                "select id from orders union all select id from products order by id",
                "select status, sum(sum(total::int)) over (order by status) from orders group by status",
                "select id from orders offset 5 rows fetch next 5 rows only",
                "select exists (select 1 from order_items i where i.order_id = orders.id) from orders",
                "select (select max(quantity::int) from order_items where order_id = orders.id) from orders",
                "select array_agg(distinct status) from orders",
                "select id from orders natural join order_items",
                "select (o).id from orders o",
                "select 1e5, .5, 0x1F, -1, +1, 1 <> 2, 1 != 2 from orders",
                "select ordered_at::timestamptz at time zone 'Europe/Berlin' from orders",
                "select trim(both ' ' from status), position('a' in status), overlay(status placing 'x' from 1) from orders",
                "select\n\n\nid\r\n\r\n\r\nfrom -- x\n\n\n\norders",
                "select greatest(o.total, i.price) from orders o full outer join order_items i on i.order_id = o.id cross join products",
            })
    void accepts(String sql) throws SqlRejected {
        assertThatCode(() -> Shop.rewrite(sql)).doesNotThrowAnyException();
        assertThat(Shop.rewrite(sql).dbtSql().replaceAll("\\{\\{ (source|ref).*?}}", ""))
                .doesNotContain("{{ s");
    }
}
