package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether dbt's SQL is the SQL that was written, to the byte, once its relations are put back. */
final class RoundTrip {
    private static final Pattern RELATION =
            Pattern.compile("\\{\\{ (?:source\\('[^']*', '([^']*)'\\)|ref\\('([^']*)'\\)) \\}\\}");
    /** What the rewriter gives a relation that was spelt differently, so that qualified columns still work. */
    private static final Pattern ALIAS = Pattern.compile(" ([\\w$]+|\"[^\"]+\"|`[^`]+`|\\[[^]]+])");

    private static final Pattern ESCAPED = Pattern.compile("\\{\\{ '(\\{[{%#])' \\}\\}");
    private static final String NAME = "(?:[\\p{L}\\d_$]+|\"[^\"]+\"|`[^`]+`|\\[[^]]+])";

    private static final String GAP = "(?:\\s|/\\*.*?\\*/)*";
    /** A dotted name, or a {@code source()} or {@code ref()} written by hand. */
    private static final String WRITTEN = "(\\{\\{.*?\\}\\}|" + NAME + "(?:" + GAP + "\\." + GAP + NAME + "){0,2})";

    private RoundTrip() {}

    static void assertOnlyRelationsChanged(String sql, String dbt) {
        StringBuilder pattern = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher relation = RELATION.matcher(dbt);
        int at = 0;
        while (relation.find()) {
            pattern.append(plain(dbt.substring(at, relation.start()))).append(WRITTEN);
            names.add(relation.group(1) != null ? relation.group(1) : relation.group(2));
            at = relation.end();
            Matcher alias = ALIAS.matcher(dbt).region(at, dbt.length());
            if (alias.lookingAt() && respelt(alias.group(1), names.getLast())) {
                at = alias.end();
            }
        }
        pattern.append(plain(dbt.substring(at)));
        Matcher written = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(sql.stripTrailing());

        assertThat(written.matches()).as("%s%nbecame%n%s", sql, dbt).isTrue();
        for (int i = 0; i < names.size(); i++) {
            assertThat(written.group(i + 1).toLowerCase()).contains(names.get(i).toLowerCase());
        }
    }

    private static boolean respelt(String alias, String name) {
        String unquoted = Names.unquoted(alias);
        return unquoted.equalsIgnoreCase(name) && !unquoted.equals(name);
    }

    private static String plain(String dbt) {
        return Pattern.quote(ESCAPED.matcher(dbt).replaceAll(m -> Matcher.quoteReplacement(m.group(1))));
    }
}
