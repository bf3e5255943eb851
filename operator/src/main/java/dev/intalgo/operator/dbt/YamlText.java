package dev.intalgo.operator.dbt;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file that is edited as text. The parser says where things are; edits replace only those places, so that every
 * other character (comments, order, quotes, blank lines) stays as a person left it. SnakeYAML because it reads YAML 1.1,
 * as dbt does: {@code yes} is a boolean to both.
 */
final class YamlText {
    /** In characters: a schema of 10,000 tables has about 15 million. */
    static final int LARGEST = 256 << 20;
    /** Where SnakeYAML begins a new line. */
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|[\n\r\u0085\u2028\u2029]");

    private final String text;
    private final MappingNode root;
    /** What is missing in {@link #text}, by where. */
    private final NavigableMap<Integer, String> rests;

    private final List<Integer> lineStarts = new ArrayList<>();
    private final List<Edit> edits = new ArrayList<>();

    private record Edit(int from, int to, String replacement) {}

    private YamlText(Abridged abridged, MappingNode root) {
        this.text = abridged.text();
        this.rests = abridged.rests();
        this.root = root;
        lineStarts.add(0);
        for (Matcher m = LINE_BREAK.matcher(text); m.find(); ) {
            lineStarts.add(m.end());
        }
    }

    /** The file's text; empty where it is no YAML or not one mapping, which dbt will say better than we could. */
    static Optional<YamlText> parse(String text) {
        return parse(text, line -> false);
    }

    /**
     * As {@link #parse(String)}.
     *
     * @param edited the first lines of the entries that are to be edited within, though nobody has edited them yet
     */
    static Optional<YamlText> parse(String text, Predicate<String> edited) {
        String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        try {
            Abridged abridged = Abridged.of(whole, edited);
            Node node = new Yaml(options).compose(new StringReader(abridged.text()));
            return node instanceof MappingNode mapping && YamlNodes.isBlock(mapping) && !whole.startsWith("\uFEFF")
                    ? Optional.of(new YamlText(abridged, mapping))
                    : Optional.empty();
        } catch (YAMLException e) {
            return Optional.empty();
        }
    }

    MappingNode root() {
        return root;
    }

    /** Puts other text in a scalar's place. */
    void replace(ScalarNode scalar, String written) {
        edit(position(scalar.getStartMark()), position(scalar.getEndMark()), written);
    }

    /** The text with all edits made. */
    String edited() {
        StringBuilder out = new StringBuilder();
        int at = 0;
        // What is inserted where something else is replaced belongs before it; otherwise edits keep their order.
        edits.sort(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::to));
        for (Edit edit : edits) {
            copy(at, edit.from(), out);
            out.append(edit.replacement());
            at = edit.to();
        }
        copy(at, text.length(), out);
        return out.toString();
    }

    /** What is missing goes with the line before it. */
    private void copy(int from, int to, StringBuilder out) {
        int at = from;
        for (Map.Entry<Integer, String> rest :
                rests.subMap(from, false, to, true).entrySet()) {
            out.append(text, at, rest.getKey()).append(rest.getValue());
            at = rest.getKey();
        }
        out.append(text, at, to);
    }

    boolean isEdited() {
        return !edits.isEmpty();
    }

    /** Whether an item can be edited line by line: it is written on lines of its own. */
    boolean hasOwnLines(MappingNode item) {
        return YamlNodes.isBlock(item)
                && !item.getValue().isEmpty()
                && line(firstLine(item)).stripLeading().startsWith("- ");
    }

    /** An item's lines from its dash to its last value, without the indent that they share. */
    List<String> lines(MappingNode item) {
        int indent = dashColumn(item);
        List<String> lines = new ArrayList<>();
        for (int i = firstLine(item); i <= lastLine(item); i++) {
            String line = line(i);
            int strip = Math.min(indent, line.length() - line.stripLeading().length());
            lines.add(line.substring(strip).stripTrailing());
        }
        String rest = rests.getOrDefault(lineStart(firstLine(item) + 1), "");
        lines.addAll(Abridged.unindented(rest, indent));
        return lines;
    }

    void replace(MappingNode item, List<String> lines) {
        edit(lineStart(firstLine(item)), lineStart(lastLine(item) + 1), indented(lines, dashColumn(item)));
    }

    void remove(MappingNode item) {
        replace(item, List.of());
    }

    /** Adds items at the end of a key's list, which it makes where it is missing; false where it cannot. */
    boolean append(MappingNode mapping, String key, List<List<String>> items) {
        Optional<NodeTuple> existing = YamlNodes.tuple(mapping, key);
        List<String> lines = items.stream().flatMap(List::stream).toList();
        if (existing.isEmpty()) {
            List<String> added = new ArrayList<>(List.of(key + ":"));
            lines.forEach(l -> added.add("  " + l));
            insertAfter(mapping, added, column(mapping));
            return true;
        }
        Node value = existing.get().getValueNode();
        if (value instanceof SequenceNode list && list.getFlowStyle() == FlowStyle.BLOCK) {
            insertAfter(list, lines, column(list));
            return true;
        }
        boolean empty = value instanceof SequenceNode list && list.getValue().isEmpty();
        if (empty || YamlNodes.isEmptyScalar(value)) {
            int from = position(existing.get().getKeyNode().getEndMark()) + 1;
            int to = empty ? position(value.getEndMark()) : from;
            edit(from, to, "");
            insertAfter(existing.get(), lines, column(mapping) + 2);
            return true;
        }
        return false;
    }

    /** Sets a key, after the key that is named where it is new. {@code lines} begin with the key. */
    void put(MappingNode mapping, String key, List<String> lines, String after) {
        Optional<NodeTuple> existing = YamlNodes.tuple(mapping, key);
        if (existing.isPresent()) {
            int last = lastLine(existing.get());
            int from = position(existing.get().getKeyNode().getStartMark());
            edit(from, lineStart(last + 1), indented(lines, column(mapping)).stripLeading());
            return;
        }
        Optional<NodeTuple> before = YamlNodes.tuple(mapping, after);
        if (before.isPresent()) {
            insertAfter(before.get(), lines, column(mapping));
        } else {
            insertAfter(mapping, lines, column(mapping));
        }
    }

    /** Leaves a key with an empty list. */
    void empty(MappingNode mapping, String key) {
        YamlNodes.tuple(mapping, key).ifPresent(t -> {
            int end = position(t.getKeyNode().getEndMark()) + 1;
            edit(end, end, " []");
        });
    }

    private void insertAfter(NodeTuple tuple, List<String> lines, int indent) {
        int at = lineStart(lastLine(tuple) + 1);
        edit(at, at, indented(lines, indent));
    }

    private void insertAfter(Node node, List<String> lines, int indent) {
        int at = lineStart(lastLine(node) + 1);
        edit(at, at, indented(lines, indent));
    }

    private void edit(int from, int to, String replacement) {
        edits.add(new Edit(from, to, replacement));
    }

    private static String indented(List<String> lines, int indent) {
        StringBuilder out = new StringBuilder();
        for (String line : lines) {
            out.append(line.isEmpty() ? "" : " ".repeat(indent) + line).append('\n');
        }
        return out.toString();
    }

    private int dashColumn(MappingNode item) {
        String line = line(firstLine(item));
        return line.length() - line.stripLeading().length();
    }

    private static int column(Node node) {
        return node.getStartMark().getColumn();
    }

    private static int firstLine(Node node) {
        return node.getStartMark().getLine();
    }

    private int lastLine(NodeTuple tuple) {
        int key = tuple.getKeyNode().getEndMark().getLine();
        // An alias is where its anchor is.
        return YamlNodes.isEmptyScalar(tuple.getValueNode()) ? key : Math.max(key, lastLine(tuple.getValueNode()));
    }

    /** The last line with content: a block's own end is where the next thing begins, after comments. */
    private int lastLine(Node node) {
        return switch (node) {
            case MappingNode m
            when YamlNodes.isBlock(m) && !m.getValue().isEmpty() ->
                lastLine(m.getValue().getLast());
            case SequenceNode s
            when s.getFlowStyle() == FlowStyle.BLOCK && !s.getValue().isEmpty() ->
                lastLine(s.getValue().getLast());
            case ScalarNode s
            when s.getScalarStyle() == ScalarStyle.LITERAL || s.getScalarStyle() == ScalarStyle.FOLDED ->
                lastLineOfBlock(s);
            default -> node.getEndMark().getLine();
        };
    }

    /** A block scalar goes on while lines are indented deeper than the line that it began on. */
    private int lastLineOfBlock(ScalarNode scalar) {
        String first = line(firstLine(scalar));
        int last = scalar.getEndMark().getLine() - (scalar.getEndMark().getColumn() == 0 ? 1 : 0);
        while (last > firstLine(scalar) && (line(last).isBlank() || indentOf(line(last)) <= indentOf(first))) {
            last--;
        }
        return last;
    }

    private static int indentOf(String line) {
        return line.length() - line.stripLeading().length();
    }

    private String line(int number) {
        return LINE_BREAK
                .matcher(text.substring(lineStart(number), lineStart(number + 1)))
                .replaceAll("");
    }

    private int lineStart(int number) {
        return number < lineStarts.size() ? lineStarts.get(number) : text.length();
    }

    private int position(Mark mark) {
        return text.offsetByCodePoints(lineStart(mark.getLine()), mark.getColumn());
    }
}
