package dev.intalgo.operator.catalog;

import dev.intalgo.operator.catalog.KeyOwners.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * References that a database does not declare, by names and types. A column may refer to a table's only key column,
 * where both may hold the same values. How sure that is goes by what names the two share:
 *
 * <table>
 * <caption>Confidence</caption>
 * <tr><td>0.95</td><td>table and key: {@code customer_id} to {@code customers.customer_id}</td></tr>
 * <tr><td>0.9</td><td>the table, whose key is plain: {@code customer_id} to {@code customers.id}</td></tr>
 * <tr><td>0.8</td><td>the key of one table: {@code geo_id} to {@code places.geo_id}</td></tr>
 * <tr><td>0.75</td><td>the table, with a role before it: {@code billing_customer_id} to {@code customers.id}; the last
 * words of the table: {@code user_id} to {@code app_users.id}; the table, whose key is named otherwise</td></tr>
 * <tr><td>0.7</td><td>{@code parent_id} to the table itself</td></tr>
 * <tr><td>0.65</td><td>a key of several words, with a role before it</td></tr>
 * </table>
 *
 * It is 0.15 less where the table declares no primary key and one is taken for it, 0.15 less to another schema, 0.1 less
 * where a type is not known, and 0.2 less where the column is its own table's whole key. Of two tables that fit equally
 * well none is taken, nor is what is less than 0.5. Columns that are part of a declared key to elsewhere are left alone.
 */
public final class InferredKeys {
    private static final double LEAST = 0.5;
    private static final Set<String> ENDINGS = Set.of("id", "key", "code", "uuid", "guid", "fk", "sk");

    private final Map<String, KeyOwners> owners = new HashMap<>();
    private final NameWords words = new NameWords();

    private final Map<String, KeyType> types = new HashMap<>();

    private record Guess(Owner owner, double confidence) {}

    private InferredKeys(Collection<Table> tables) {
        Map<String, List<Table>> databases = new TreeMap<>();
        tables.forEach(t ->
                databases.computeIfAbsent(t.database(), d -> new ArrayList<>()).add(t));
        databases.forEach((database, own) -> owners.put(database, new KeyOwners(own, words)));
    }

    /** How many there are. */
    public static int count(Catalog catalog) {
        return added(catalog, (table, column) -> false).tables().stream()
                .mapToInt(t -> (int)
                        t.foreignKeys().stream().filter(ForeignKey::inferred).count())
                .sum();
    }

    /**
     * The catalog with what can be inferred.
     *
     * @param never the columns of which a person has said something
     */
    public static Catalog added(Catalog catalog, BiPredicate<Table, Column> never) {
        InferredKeys keys = new InferredKeys(catalog.tables());
        return catalog.withTables(catalog.tables().stream()
                .map(t -> t.withMoreKeys(keys.of(t, never)))
                .toList());
    }

    private List<ForeignKey> of(Table table, BiPredicate<Table, Column> never) {
        Set<String> declared = new HashSet<>();
        table.foreignKeys().forEach(k -> declared.addAll(k.columns()));
        List<ForeignKey> found = new ArrayList<>();
        for (Column column : table.columns()) {
            if (!declared.contains(column.name()) && type(column) != KeyType.NONE && !never.test(table, column)) {
                best(table, column).map(guess -> key(column, guess)).ifPresent(found::add);
            }
        }
        return found;
    }

    private KeyType type(Column column) {
        return types.computeIfAbsent(column.type(), KeyType::of);
    }

    private static ForeignKey key(Column column, Guess guess) {
        Table to = guess.owner().table();
        return new ForeignKey(
                List.of(column.name()),
                "",
                to.schema(),
                to.name(),
                List.of(guess.owner().key().name()),
                ForeignKey.Origin.INFERRED,
                guess.confidence());
    }

    private Optional<Guess> best(Table table, Column column) {
        Guess best = null;
        boolean tied = false;
        for (Guess guess : guesses(table, column)) {
            if (best == null || guess.confidence() > best.confidence()) {
                best = guess;
                tied = false;
            } else if (guess.confidence() == best.confidence() && guess.owner() != best.owner()) {
                tied = true;
            }
        }
        return Optional.ofNullable(tied ? null : best).filter(g -> g.confidence() >= LEAST);
    }

    private List<Guess> guesses(Table table, Column column) {
        KeyOwners known = owners.get(table.database());
        List<String> name = known.withoutPrefix(table, words.of(column.name()));
        List<Guess> guesses = new ArrayList<>();
        known.ofKey(column.name()).forEach(o -> add(guesses, table, column, known, o, 0.8));
        String ending = name.isEmpty() ? "" : name.getLast();
        if (name.size() > 1 && ENDINGS.contains(ending)) {
            List<String> stem = name.subList(0, name.size() - 1);
            byTable(guesses, table, column, known, stem, ending);
            for (int i = 1; i < name.size() - 1; i++) {
                String rest = String.join(" ", name.subList(i, name.size()));
                known.ofKeyWords(rest).forEach(o -> add(guesses, table, column, known, o, 0.65));
            }
            if (stem.getFirst().equals("parent")) {
                known.self(table).ifPresent(o -> add(guesses, table, column, known, o, 0.7));
            }
        } else if (name.size() == 1 && ending.endsWith("id") && ending.length() > 4) {
            byTable(
                    guesses,
                    table,
                    column,
                    known,
                    List.of(words.singular(ending.substring(0, ending.length() - 2))),
                    "id");
        }
        return guesses;
    }

    private void byTable(
            List<Guess> guesses, Table table, Column column, KeyOwners known, List<String> stem, String ending) {
        for (int i = 0; i < stem.size(); i++) {
            String rest = String.join("", stem.subList(i, stem.size()));
            boolean role = i > 0;
            // A table's own name before an ending is rather another key of it.
            List<Owner> named = known.ofName(rest).stream()
                    .filter(o -> o.takes(ending) && (role || o.table() != table))
                    .toList();
            named.forEach(o -> add(guesses, table, column, known, o, role ? 0.75 : o.confidence(column.name())));
            if (!named.isEmpty()) {
                return; // The most words that name a table are meant.
            }
        }
        known.ofLastWords(String.join("", stem)).stream()
                .filter(o -> o.takes(ending) && o.table() != table)
                .forEach(o -> add(guesses, table, column, known, o, 0.75));
    }

    private void add(List<Guess> guesses, Table table, Column column, KeyOwners known, Owner owner, double confidence) {
        boolean ownKey = known.self(table).filter(o -> o.key() == column).isPresent();
        KeyType type = type(column);
        KeyType other = owner.type();
        if (ownKey && owner.table() == table || !type.mayEqual(other)) {
            return;
        }
        double less = (owner.declared() ? 0 : 0.15)
                + (owner.table().schema().equals(table.schema()) ? 0 : 0.15)
                + (type == KeyType.UNKNOWN || other == KeyType.UNKNOWN ? 0.1 : 0)
                + (ownKey ? 0.2 : 0);
        guesses.add(new Guess(owner, Math.round((confidence - less) * 100) / 100.0));
    }
}
