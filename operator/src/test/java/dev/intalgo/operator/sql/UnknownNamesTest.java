package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that mean nothing, or too much. */
class UnknownNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\u0001',
            value = {
                "SelfReference ¦ select * from my_model",
                "SelfReference ¦ select * from {{ ref('my_model') }}",
                "UnknownColumn ¦ select public.customers.id, crm.customers.id from public.customers join crm.customers on true",
                "UnknownColumn ¦ select (select 1 from crm.customers where public.customers.id = 1) from public.customers",
                "UnknownColumn ¦ select nope from orders",
                "UnknownColumn ¦ select o.nope from orders o",
                "UnknownColumn ¦ select x.id from orders o",
                "UnknownColumn ¦ select public.orders.nope from public.orders",
                "UnknownColumn ¦ select public.orders.id from public.orders o",
                "UnknownColumn ¦ select id from orders where nope = 1",
                "UnknownColumn ¦ select id from orders group by nope",
                "UnknownColumn ¦ select id from orders order by nope",
                "UnknownColumn ¦ select id from orders having sum(nope) > 1",
                "UnknownColumn ¦ select c.id from public.customers c join orders o on o.customer = c.id",
                "UnknownColumn ¦ select nope from (select id from orders) q",
                "UnknownColumn ¦ with q as (select id as a from orders) select q.id from q",
                "UnknownColumn ¦ with q(a) as (select id from orders) select id from q",
                "UnknownColumn ¦ select createdAt from public.customers",
                "UnknownColumn ¦ select createdat from public.customers",
                "UnknownColumn ¦ select ID2 from orders where exists (select 1 from products where products.id = orders.id)",
                "UnknownColumn ¦ select id from orders union select nope from products",
                "UnknownColumn ¦ select nope",
            })
    void refuses(SqlRejected.Reason reason, String sql) {
        SqlRejected rejected = catchThrowableOfType(SqlRejected.class, () -> Shop.rewrite(sql));

        assertThat(rejected).as("accepted: %s", sql).isNotNull();
        assertThat(rejected.reason()).as(rejected.getMessage()).isEqualTo(reason);
        assertThat(rejected.getMessage()).isNotBlank();
    }
}
