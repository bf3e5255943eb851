package dev.intalgo.operator.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.statement.select.PlainSelect;

/** Parts of a statement as dbt gets them. */
final class Text {
    private static final Set<String> AFTER_WHERE = Set.of(
            "GROUP",
            "HAVING",
            "QUALIFY",
            "WINDOW",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "UNION",
            "EXCEPT",
            "INTERSECT");

    private final Source source;
    private final Resolver resolver;

    Text(Source source, Resolver resolver) {
        this.source = source;
        this.resolver = resolver;
    }

    Dialect dialect() {
        return source.dialect();
    }

    /**
     * The common table expressions that a SELECT may read, with the word WITH and a space behind; empty where WITH
     * stands in more places than at the start.
     */
    Optional<String> with(PlainSelect select) throws SqlRejected {
        int start = Source.start(resolver.places().get(select));
        int first = source.pieces().stream()
                .filter(p -> p.kind() != Piece.Kind.COMMENT)
                .mapToInt(Piece::start)
                .findFirst()
                .orElse(0);
        int end = first;
        for (Node item : resolver.withItems()) {
            Node owner = item.jjtGetParent();
            if (owner == null || Source.start(owner) != first) {
                return Optional.empty();
            }
            end = Source.end(item) <= start ? Math.max(end, Source.end(item)) : end;
        }
        return Optional.of(end == first ? "" : rendered(first, end) + " ");
    }

    /** FROM and WHERE of a SELECT; empty where it has no FROM. */
    Optional<String> fromAndWhere(PlainSelect select) throws SqlRejected {
        Node node = resolver.places().get(select);
        int depth = 0;
        int from = -1;
        Token before = null;
        for (Token token = node.jjtGetFirstToken(); token != null; token = token.next) {
            String word = token.image.toUpperCase(Locale.ROOT);
            depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            boolean distinct = before != null && before.image.equalsIgnoreCase("distinct");
            if (depth == 0 && from < 0 && word.equals("FROM") && !distinct) {
                from = Parsed.start(token);
            } else if (depth == 0 && from >= 0 && AFTER_WHERE.contains(word)) {
                return Optional.of(rendered(from, Parsed.end(before)));
            }
            before = token;
            if (token == node.jjtGetLastToken()) {
                break;
            }
        }
        return from < 0 ? Optional.empty() : Optional.of(rendered(from, Source.end(node)));
    }

    /** The name in the way that this SQL writes the database's names. */
    String name(String real) {
        return Identifiers.quote(real, source.dialect().name());
    }

    /** The name as it is written there. */
    String written(Name name) {
        return source.sql().substring(name.start(), name.end());
    }

    private String rendered(int from, int to) throws SqlRejected {
        return Rendering.render(source.sql(), source.pieces(), List.copyOf(resolver.edits()), from, to);
    }
}
