package dev.intalgo.operator.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables of one database that something may refer to: those with one column as key; by the words of their names. */
final class KeyOwners {
    /** Key columns of such names say nothing of whose they are. */
    private static final Set<String> PLAIN = Set.of("id", "key", "code", "uuid", "guid", "pk", "sk");
    /** What data warehouses put before the names of tables. */
    private static final Set<String> KINDS =
            Set.of("dim", "fact", "fct", "stg", "tbl", "tb", "t", "d", "f", "ref", "lkp", "lookup", "mst", "raw");
    /** How many tables a schema must have before a word that nearly all begin with is none of theirs. */
    private static final int MANY = 3;

    private final NameWords words;
    private final Map<String, String> prefixes = new HashMap<>();
    private final Map<String, List<Owner>> byName = new HashMap<>();
    private final Map<String, List<Owner>> byLastWords = new HashMap<>();
    private final Map<String, List<Owner>> byKey = new HashMap<>();
    private final Map<String, List<Owner>> byKeyWords = new HashMap<>();
    private final Map<Table, Owner> byTable = new java.util.IdentityHashMap<>();

    /**
     * A table and its key.
     *
     * @param type     what kind of values the key has
     * @param declared whether the database says that it is the key
     * @param plain    whether the key's name says no more than that, or the table's name with it
     * @param ending   the last word of the key's name
     */
    record Owner(Table table, Column key, KeyType type, boolean declared, boolean plain, String ending) {

        /** A code refers to a code, and anything else to anything else. */
        boolean takes(String ending) {
            return ending.equals("code") == this.ending.equals("code");
        }

        /** How sure it is that a column refers to it whose name names the table. */
        double confidence(String column) {
            if (column.equalsIgnoreCase(key.name())) {
                return 0.95;
            }
            return plain ? 0.9 : 0.75;
        }
    }

    KeyOwners(List<Table> tables, NameWords words) {
        this.words = words;
        Map<String, List<List<String>>> schemas = new HashMap<>();
        tables.forEach(
                t -> schemas.computeIfAbsent(t.schema(), s -> new ArrayList<>()).add(words.of(t.name())));
        schemas.forEach((schema, names) -> prefix(names).ifPresent(p -> prefixes.put(schema, p)));
        tables.stream().filter(t -> t.kind() == Table.Kind.TABLE).forEach(this::add);
    }

    private static Optional<String> prefix(List<List<String>> names) {
        Map<String, Integer> first = new HashMap<>();
        names.stream().filter(n -> n.size() > 1).forEach(n -> first.merge(n.getFirst(), 1, Integer::sum));
        return first.entrySet().stream()
                .filter(e -> e.getValue() >= MANY && e.getValue() * 10 >= names.size() * 8)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The words of a name in a table's schema, without what nearly all names there begin with. */
    List<String> withoutPrefix(Table table, List<String> name) {
        boolean prefixed = name.size() > 1 && name.getFirst().equals(prefixes.get(table.schema()));
        return prefixed ? name.subList(1, name.size()) : name;
    }

    private void add(Table table) {
        List<String> name = withoutPrefix(table, words.of(table.name()));
        if (name.size() > 1 && KINDS.contains(name.getFirst())) {
            name = name.subList(1, name.size());
        }
        Optional<Column> key = key(table, name);
        if (name.isEmpty() || key.isEmpty()) {
            return;
        }
        List<String> keyName = withoutPrefix(table, words.of(key.get().name()));
        String joined = String.join("", name);
        String ending = keyName.isEmpty() ? "" : keyName.getLast();
        boolean plain = PLAIN.contains(key.get().name().toLowerCase(Locale.ROOT))
                || String.join("", keyName).equals(joined + ending);
        Owner owner = new Owner(
                table,
                key.get(),
                KeyType.of(key.get().type()),
                !table.primaryKey().isEmpty(),
                plain,
                ending);
        byTable.put(table, owner);
        put(byName, joined, owner);
        for (int i = 1; i < name.size(); i++) {
            put(byLastWords, String.join("", name.subList(i, name.size())), owner);
        }
        if (!PLAIN.contains(key.get().name().toLowerCase(Locale.ROOT))) {
            put(byKey, key.get().name().toLowerCase(Locale.ROOT), owner);
        }
        if (keyName.size() > 1) {
            put(byKeyWords, String.join(" ", keyName), owner);
        }
    }

    /** The primary key where it is one column; of a table that declares none, the column that looks like one. */
    private Optional<Column> key(Table table, List<String> name) {
        List<Column> declared =
                table.columns().stream().filter(Column::primaryKey).toList();
        if (!declared.isEmpty()) {
            return declared.size() == 1 ? Optional.of(declared.getFirst()) : Optional.empty();
        }
        return table.columns().stream()
                .filter(c -> c.name().equalsIgnoreCase("id"))
                .findFirst()
                .or(() -> table.columns().stream()
                        .filter(c -> isNamedAfter(table, name, c))
                        .findFirst())
                .or(() -> table.columns().stream()
                        .limit(1)
                        .filter(c -> isInitials(name, c))
                        .findFirst());
    }

    /** {@code customer_id} of {@code customers}. */
    private boolean isNamedAfter(Table table, List<String> name, Column column) {
        String joined = String.join("", name);
        String key = String.join("", withoutPrefix(table, words.of(column.name())));
        return PLAIN.stream().anyMatch(p -> key.equals(joined + p));
    }

    /** {@code aid}, the first column of {@code author}. */
    private static boolean isInitials(List<String> name, Column column) {
        String key = column.name().toLowerCase(Locale.ROOT);
        // Of several words, the first column is rather another table's key.
        String table = name.size() == 1 ? name.getFirst() : "";
        return key.length() == 3 && key.endsWith("id") && !table.isEmpty() && key.charAt(0) == table.charAt(0);
    }

    private static void put(Map<String, List<Owner>> index, String name, Owner owner) {
        index.computeIfAbsent(name, n -> new ArrayList<>(1)).add(owner);
    }

    /** Of exactly this name, as {@link NameWords} joined without anything between. */
    List<Owner> ofName(String joined) {
        return byName.getOrDefault(joined, List.of());
    }

    /** Whose names end so. */
    List<Owner> ofLastWords(String joined) {
        return byLastWords.getOrDefault(joined, List.of());
    }

    /** Whose keys have this name, which says more than {@code id}. */
    List<Owner> ofKey(String column) {
        return byKey.getOrDefault(column.toLowerCase(Locale.ROOT), List.of());
    }

    /** Whose keys have a name of these words, of which there are several. */
    List<Owner> ofKeyWords(String spaced) {
        return byKeyWords.getOrDefault(spaced, List.of());
    }

    Optional<Owner> self(Table table) {
        return Optional.ofNullable(byTable.get(table));
    }
}
