package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.sql.Target.Ref;
import dev.intalgo.operator.sql.Target.Source;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlRewriterTest {
    private static final String ORDERS = "{{ source('public', 'orders') }}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "select id from orders | select id from {{ source('public', 'orders') }}",
                "select id from public.orders | select id from {{ source('public', 'orders') }}",
                "select id from shop.public.orders | select id from {{ source('public', 'orders') }}",
                "select id from \"public\".\"orders\" | select id from {{ source('public', 'orders') }}",
                "SELECT id FROM ORDERS | SELECT id FROM {{ source('public', 'orders') }}",
                "select o.id from orders o | select o.id from {{ source('public', 'orders') }} o",
                "select o.id from orders as o | select o.id from {{ source('public', 'orders') }} as o",
                "select orders.id from orders | select orders.id from {{ source('public', 'orders') }}",
                "select orders.id from public.orders | select orders.id from {{ source('public', 'orders') }}",
                "select public.orders.id from public.orders | select orders.id from {{ source('public', 'orders') }}",
                "select shop.public.orders.id from orders | select orders.id from {{ source('public', 'orders') }}",
                "select public.orders.* from public.orders | select orders.* from {{ source('public', 'orders') }}",
                "select * from \"Weird Name\" | select * from {{ source('public', 'Weird Name') }}",
                "select * from \"weird name\" | select * from {{ source('public', 'Weird Name') }} \"weird name\"",
                "select leads.id from crm.leads | select leads.id from {{ source('crm', 'Leads') }} leads",
                "select Leads.id from Leads | select Leads.id from {{ source('crm', 'Leads') }} Leads",
                "select id from \"ta{{ble\" | select id from {{ source('public', 'ta{{ble') }}",
                "select spent from top_customers | select spent from {{ ref('top_customers') }}",
                "select spent from analytics.top_customers | select spent from {{ ref('top_customers') }}",
                "select x from unbuilt | select x from {{ ref('unbuilt') }}",
                "select 1 | select 1",
                "select id from orders; | select id from {{ source('public', 'orders') }}",
                "select id from orders ; -- done | select id from {{ source('public', 'orders') }}",
                "(select id from orders) | (select id from {{ source('public', 'orders') }})",
            })
    void putsSourceAndRefInPlaceOfRelations(String sql, String expected) throws SqlRejected {
        assertThat(Shop.rewrite(sql).dbtSql()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "with orders as (select * from orders) select id from orders | 1",
                "with o as (select * from orders), p as (select * from o) select p.id from p join o on o.id = p.id | 1",
                "with o as (select id from orders) select (select count(*) from o) from public.customers c, crm.customers d | 3",
                "select 1 from orders union select 1 from products except (select 1 from orders) | 2",
                "select * from orders o where exists (select 1 from order_items i where i.order_id = o.id) | 2",
                "select * from orders o, lateral (select * from order_items i where i.order_id = o.id) x | 2",
                "select * from (orders o join products p on true) join order_items on true | 3",
                "select * from (with orders as (select * from products) select * from orders) q, orders | 2",
                "with recursive t as (select id from orders union select id + 1 from t where id < 9) select * from t | 1",
                "select case when id in (select order_id from order_items) then 1 end from orders order by (select max(id) from products) | 3",
                "select id from orders group by id having count(*) > (select avg(spent) from top_customers) | 2",
                "select sum(total) over (partition by (select min(id) from products)) from orders | 2",
                "select array(select id from orders) | 1",
                "select coalesce((select id from orders limit 1), (select id from products limit 1)) | 2",
                "select * from orders where id = any (select order_id from order_items) | 2",
                "select id from orders order by id limit (select count(*) from products) | 2",
                "select * from generate_series(1, (select max(id) from orders)) n | 1",
                "select distinct on ((select 1 from products)) id from orders | 2",
                "select id from orders window w as (partition by (select 1 from products)) | 2",
            })
    void findsEveryRelationOnceAndNoOther(String sql, int relations) throws SqlRejected {
        Rewrite rewrite = Shop.rewrite(sql);
        assertThat(rewrite.references()).hasSize(relations);
        String plain = rewrite.dbtSql().replaceAll("\\{\\{.*?}}", "");
        assertThat(plain).doesNotContainPattern("(?i)(from|join) +(products|order_items|top_customers|customers)");
    }

    @Test
    void aCommonTableExpressionShadowsATableOnlyWhereItIsInScope() throws SqlRejected {
        Rewrite rewrite = Shop.rewrite("with orders as (select id from orders) select id from orders, public.orders o");

        assertThat(rewrite.dbtSql())
                .isEqualTo("with orders as (select id from " + ORDERS + ") select id from orders, " + ORDERS + " o");
        assertThat(rewrite.references()).containsExactly(new Source("public", "orders"));
    }

    @Test
    void keepsEverythingElseToTheByte() throws SqlRejected {
        String sql =
                "SELECT\t\"createdAt\" ,  -- who's there?\r\n 'naïve ''orders'' 😀' /* from orders */\n  FROM  public . \"customers\"\t;";

        assertThat(Shop.rewrite(sql).dbtSql())
                .isEqualTo(sql.replace("public . \"customers\"\t;", "{{ source('public', 'customers') }}"));
    }

    @Test
    void listsReferencesInTheOrderOfTheirFirstUse() throws SqlRejected {
        Rewrite rewrite = Shop.rewrite(
                "select 1 from top_customers t join orders o on o.customer_id = t.id join top_customers u on u.id = t.id");

        assertThat(rewrite.references()).containsExactly(new Ref("top_customers"), new Source("public", "orders"));
    }

    @Test
    void escapesJinjaInStrings() throws SqlRejected {
        assertThat(Shop.rewrite("select '{{ x }} {% y %} {# z #} {{{' as \"a{{b\" from orders")
                        .dbtSql())
                .isEqualTo(
                        "select '{{ '{{' }} x }} {{ '{%' }} y %} {{ '{#' }} z #} {{ '{{' }}{' as \"a{{ '{{' }}b\" from "
                                + ORDERS);
    }

    @Test
    void acceptsSourceAndRefWrittenByHand() throws SqlRejected {
        Rewrite rewrite = Shop.rewrite(
                "select orders.id, t.spent from {{source(\"public\",'orders')}} join {{- ref('top_customers') -}} t on t.id = customer_id");

        assertThat(rewrite.dbtSql())
                .isEqualTo("select orders.id, t.spent from " + ORDERS
                        + " join {{ ref('top_customers') }} t on t.id = customer_id");
        assertThat(rewrite.references()).containsExactly(new Source("public", "orders"), new Ref("top_customers"));
    }

    @Test
    void checksSourceAndRefWrittenByHand() {
        assertThatThrownBy(() -> Shop.rewrite("select 1 from {{ ref('orders') }}"))
                .hasMessageContaining("no model orders");
        assertThatThrownBy(() -> Shop.rewrite("select 1 from {{ source('private', 'orders') }}"))
                .hasMessageContaining("no source private.orders");
        assertThatThrownBy(() -> Shop.rewrite("select 1 from {{ ref('my_model') }}"))
                .hasMessageContaining("cannot read itself");
    }

    @Test
    void anAmbiguousNameAsksForItsSchema() {
        assertThatThrownBy(() -> Shop.rewrite("select 1 from customers"))
                .isInstanceOfSatisfying(
                        SqlRejected.class, e -> assertThat(e.reason()).isEqualTo(SqlRejected.Reason.UnknownRelation))
                .hasMessageContaining("crm.customers, public.customers");
    }

    @Test
    void tellsTheNearestRealNames() {
        assertThatThrownBy(() -> Shop.rewrite("select 1 from public.order")).hasMessageContaining("public.orders");
        assertThatThrownBy(() -> Shop.rewrite("select totl from orders")).hasMessageContaining("total");
        assertThatThrownBy(() -> Shop.rewrite("select o.customerid from orders o"))
                .hasMessage("public.orders has no column customerid. The nearest that exist: customer_id, id,"
                        + " payload.");
        assertThatThrownBy(() -> Shop.rewrite("select createdAt from public.customers"))
                .hasMessageContaining("\"createdAt\"");
    }

    @Test
    void callsFunctionsThatPeopleAllow() throws SqlRejected {
        assertThat(Shop.rewrite("select Shop.DISCOUNT(o.id) as d from orders o").dbtSql())
                .startsWith("select Shop.DISCOUNT(o.id)");
        assertThatThrownBy(() -> Shop.rewrite("select discount(o.id) as d from orders o"))
                .hasMessageContaining("spec.functions");
        assertThatThrownBy(() -> SqlRewriter.rewrite(
                        "select pg_sleep(1)",
                        "postgres",
                        new FunctionRules(Set.of("pg_sleep"), Set.of()),
                        Shop.relations()))
                .hasMessageContaining("not allowed");
    }

    @Test
    void readsNamesAsOtherDatabasesDo() throws SqlRejected {
        assertThat(SqlRewriter.rewrite(
                                "select createdat from \"CUSTOMERS\" c",
                                "duckdb",
                                FunctionRules.KNOWN,
                                Relations.of(
                                        new dev.intalgo.operator.catalog.Catalog(Shop.CATALOG.tables().stream()
                                                .filter(t -> t.schema().equals("public"))
                                                .toList()),
                                        Shop.MODELS,
                                        null))
                        .dbtSql())
                .isEqualTo("select createdat from {{ source('public', 'customers') }} c");
        assertThat(SqlRewriter.rewrite(
                                "select `id` from `shop.public.orders`",
                                "bigquery",
                                FunctionRules.KNOWN,
                                Shop.relations())
                        .dbtSql())
                .isEqualTo("select `id` from {{ source('public', 'orders') }} `shop.public.orders`"
                        .replace(" `shop.public.orders`", ""));
    }
}
