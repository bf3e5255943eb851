package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlRewriterFuzzTest {
    private static final Relations RELATIONS = Shop.relations();
    private static final List<String> WORDS = List.of(
            "select",
            "from",
            "orders",
            "public",
            ".",
            "id",
            ",",
            "(",
            ")",
            "'a'",
            "\"x\"",
            "where",
            "=",
            "join",
            "on",
            "with",
            "as",
            "union",
            "order by",
            "--",
            "/*",
            "*/",
            "{{",
            "}}",
            "{%",
            "ref('top_customers')",
            ";",
            "'",
            "\"",
            "`",
            "\\",
            "$$",
            "E'",
            "\n",
            "lateral",
            "values",
            "case",
            "when",
            "end",
            "*",
            "::",
            "[",
            "]",
            "not",
            "exists",
            "in",
            "over",
            "@",
            "#",
            "//",
            "{",
            "😀",
            "\u00a0",
            "1",
            "pg_sleep",
            "group by",
            "limit",
            "é");

    /** A SELECT of parts, each with what it must become. */
    @Property(tries = 300)
    void changesOnlyWhereRelationsAre(
            @ForAll("spaces") String space, @ForAll("literals") String literal, @ForAll("comments") String comment)
            throws SqlRejected {
        String before = "select" + space + literal + comment + ",\n o.total" + space + "from" + space;
        String after = space + "o" + comment + "where o.status <> " + literal + " -- orders";

        String dbt = Shop.rewrite(before + "public.orders" + after).dbtSql();

        assertThat(dbt).isEqualTo(before + "{{ source('public', 'orders') }}" + after);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.strings().withChars(" \t\n").ofMinLength(1).ofMaxLength(5);
    }

    @Provide
    Arbitrary<String> literals() {
        return Arbitraries.strings()
                .withChars("aB1 -/*;,.()[]$@#?:\"`%}\n\tßλ語")
                .ofMaxLength(20)
                .map(s -> "'" + s + "''from orders'");
    }

    @Provide
    Arbitrary<String> comments() {
        return Arbitraries.strings()
                .withChars("ab 'x\";(1)$-\n")
                .ofMaxLength(15)
                .map(s -> " /* " + s + " orders */ ");
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void neverFailsOnAnyString(@ForAll String sql) {
        onlyRejects(sql);
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void neverFailsOnAnyOrderOfWords(@ForAll("shuffled") String sql) {
        onlyRejects(sql);
    }

    @Provide
    Arbitrary<String> shuffled() {
        return Arbitraries.of(WORDS)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25)
                .map(words -> "select " + String.join(" ", words));
    }

    @Test
    void neverFailsOnMutatedSql() {
        List<String> seeds = List.of(
                "with a as (select id, count(*) n from orders group by id) select a.n, c.name from a join public.customers c on c.id = a.id where a.n > 1 -- x",
                "select o.id, sum(i.quantity * i.price) over (partition by o.customer_id) from public.orders o left join order_items i on i.order_id = o.id",
                "select * from {{ ref('top_customers') }} t, lateral (select 'x{{y' as z from \"Weird Name\") w /* c */ order by 1");
        Random random = new Random(20_260);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder sql = new StringBuilder(seeds.get(i % seeds.size()));
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(sql.length());
                switch (random.nextInt(3)) {
                    case 0 -> sql.deleteCharAt(at);
                    case 1 -> sql.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                    default -> sql.setCharAt(at, sql.charAt(random.nextInt(sql.length())));
                }
            }
            onlyRejects(sql.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "not ",
                "-",
                "case when ",
                "f(",
                "(select ",
                "[",
                "1 + ",
                "1 union select ",
                "'a' || ",
                "a.",
                "1 from orders o, ",
                "1 in (select ",
                "1 between 2 and "
            })
    void endsQuicklyOnDepth(String part) {
        Instant start = Instant.now();
        onlyRejects("select " + part.repeat(5_000) + "1");
        onlyRejects("select " + part.repeat(30) + "1");
        onlyRejects("with a as (".repeat(40) + "select " + part.repeat(20) + "1");

        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }

    private static void onlyRejects(String sql) {
        try {
            Rewrite rewrite = SqlRewriter.rewrite(sql, "postgres", FunctionRules.KNOWN, RELATIONS);
            assertThat(rewrite.dbtSql().replaceAll("\\{\\{ (source|ref|')[^}]*}}", ""))
                    .as(sql)
                    .doesNotContain("{{", "{%", "{#");
        } catch (SqlRejected rejected) {
            assertThat(rejected.getMessage()).isNotBlank().hasSizeLessThan(2_100);
        }
    }
}
