package dev.intalgo.operator.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.Node;

/**
 * The SQL with its pieces.
 *
 * @param templates the calls of {@code source()} and {@code ref()} in it by where they start
 * @param functions those that it may call besides the known ones
 */
record Source(
        String sql, List<Piece> pieces, Dialect dialect, Map<Integer, Jinja.Call> templates, Set<String> functions) {
    Names.Dotted name(Node node) {
        return Names.dotted(sql, pieces, start(node), end(node), dialect);
    }

    static int start(Node node) {
        return Parsed.start(node.jjtGetFirstToken());
    }

    static int end(Node node) {
        return Parsed.end(node.jjtGetLastToken());
    }
}
