package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSqlTest {
    @Test
    void hasTheDatabasesOwnNames() {
        assertThat(PlainSql.of(
                        "select 1 from {{ source('public', 'Orders') }} o join {{ ref(\"top\") }} using (id)",
                        "postgres"))
                .contains("select 1 from public.\"Orders\" o join top using (id)");
    }

    @Test
    void takesBackWhatWasEscaped() {
        assertThat(PlainSql.of("select '{{ '{{' }} x }}', '{{ '{%' }}'", "postgres"))
                .contains("select '{{ x }}', '{%'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select {{ var('x') }}", "{% if true %} select 1 {% endif %}", "select 1 {# why #}"})
    void leavesOtherJinjaAlone(String sql) {
        assertThat(PlainSql.of(sql, "postgres")).isEmpty();
    }

    @Test
    void findsWhatIsReadBesideOtherJinja() {
        assertThat(PlainSql.references(
                        "{% set x = 1 %} select {{ x }} from {{source('public', 'Orders')}} join {{ ref(\"top\") }}"
                                + " join {{ ref('top') }} join {{ ref(x) }} where '{{' <> ''"))
                .containsExactly(new Target.Source("public", "Orders"), new Target.Ref("top"));
    }
}
