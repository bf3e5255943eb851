package dev.intalgo.operator.people;

import static dev.intalgo.operator.auth.Refusals.refused;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.connection.DataHubPages;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.SourceReaders;
import dev.intalgo.operator.dbt.SourcesYaml;
import dev.intalgo.operator.project.KnownTables.Known;
import dev.intalgo.operator.project.PeoplesEdits.Waiting;
import dev.intalgo.operator.retrieval.TableSearch;
import dev.intalgo.people.Relationship;
import dev.intalgo.people.RelationshipsPage;
import dev.intalgo.people.TableDetails;
import dev.intalgo.people.TableDetails.Proposed;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TableName;
import dev.intalgo.people.TablesPage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What people see of tables. */
@ApplicationScoped
class Tables {
    private static final int PAGE = 50;
    private static final int MATCHING = 5;
    /** As many tables as a diagram can show. */
    private static final int DIAGRAM = 60;

    private static final int CATALOGS = 4;
    private static final Duration UNUSED = Duration.ofMinutes(30);

    /** By the catalog itself: a commit's is the same object for all who look at it. */
    private final Cache<Catalog, TableSearch> searches = Caffeine.newBuilder()
            .weakKeys()
            .maximumSize(CATALOGS)
            .expireAfterAccess(UNUSED)
            .build();

    /** A part of a long list. */
    private record Part<T>(int page, int pages, List<T> rows) {
        /** @param wanted from 1; the last where there are not so many */
        static <T> Part<T> of(List<T> all, int wanted) {
            var pages = Math.max(1, Math.ceilDiv(all.size(), PAGE));
            var at = Math.clamp(wanted, 1, pages);
            return new Part<>(at, pages, all.subList((at - 1) * PAGE, Math.min(at * PAGE, all.size())));
        }
    }

    private List<Table> find(Known known, String words) {
        return searches.get(known.catalog(), TableSearch::of).find(words);
    }

    /** @param page from 1; the last where there are not so many */
    TablesPage search(Known known, String words, int page) {
        var found = find(known, words);
        var shown = Part.of(found, page);
        return new TablesPage(
                known.catalog().tables().size(),
                found.size(),
                shown.page(),
                shown.pages(),
                shown.rows().stream()
                        .map(table -> hit(known.catalog(), table, words))
                        .toList());
    }

    private static TablesPage.Hit hit(Catalog catalog, Table table, String words) {
        return new TablesPage.Hit(
                name(catalog, table),
                table.kind() == Table.Kind.VIEW,
                table.description(),
                table.columns().size(),
                TableSearch.matching(table, words).stream()
                        .limit(MATCHING)
                        .map(Column::name)
                        .toList());
    }

    TableKeys keys(Known known, String words) {
        var catalog = known.catalog();
        var found = find(known, words);
        var shown = found.subList(0, Math.min(DIAGRAM, found.size()));
        Set<Table> among = new HashSet<>(shown);
        return new TableKeys(
                found.size(),
                shown.stream()
                        .map(table -> new TableKeys.Keyed(name(catalog, table), table.primaryKey()))
                        .toList(),
                shown.stream()
                        .flatMap(table -> table.foreignKeys().stream()
                                .filter(key -> catalog.find(table, key)
                                        .filter(among::contains)
                                        .isPresent())
                                .map(key -> relationship(catalog, table, key, state(key))))
                        .toList());
    }

    /** @throws jakarta.ws.rs.WebApplicationException 404 where there is no such table */
    static Table one(Known known, String source, String name) {
        return known.catalog()
                .findInSource(source, name)
                .orElseThrow(() -> refused(404, "There is no table %s.%s in the catalog.".formatted(source, name)));
    }

    /** With what waits for review. */
    TableDetails details(Known known, Optional<Waiting> waiting, String source, String name) {
        var catalog = known.catalog();
        var table = one(known, source, name);
        var refersTo = refersTo(known, table);
        return new TableDetails(
                name(catalog, table),
                table.kind() == Table.Kind.VIEW,
                table.description(),
                table.columns().stream()
                        .map(c -> new TableDetails.Column(
                                c.name(), c.type(), c.nullable(), c.primaryKey(), c.description()))
                        .toList(),
                refersTo,
                referring(catalog, table),
                SourceReaders.of(catalog.source(table), catalog.nameInSource(table), known.files()).stream()
                        .map(reader -> new TableDetails.Reader(
                                reader.place().name(), reader.place().mode() == Mode.MODEL, reader.question()))
                        .toList(),
                DataHubPages.of(known.connection(), catalog)
                        .map(pages -> pages.table(table))
                        .orElse(""),
                waiting.flatMap(w -> proposed(known, table, refersTo, w)).orElse(null));
    }

    /** What waits for review of a table; empty where nothing does. */
    static Optional<Proposed> proposed(Known known, Table table, Optional<Waiting> waiting) {
        return waiting.flatMap(w -> proposed(known, table, refersTo(known, table), w));
    }

    /** What differs on the way to review from where that began, and from what is so by now: nobody else's change. */
    private static Optional<Proposed> proposed(Known known, Table now, List<Relationship> refersTo, Waiting waiting) {
        var source = known.catalog().source(now);
        var name = known.catalog().nameInSource(now);
        var before = waiting.before().catalog().findInSource(source, name);
        var after = waiting.after().catalog().findInSource(source, name);
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        var description = said(before.get().description(), after.get().description(), now.description());
        Map<String, String> columns = new HashMap<>();
        for (var column : now.columns()) {
            said(described(before.get(), column), described(after.get(), column), column.description())
                    .ifPresent(text -> columns.put(column.name(), text));
        }
        var begun = refersTo(waiting.before(), before.get());
        var said = refersTo(waiting.after(), after.get());
        var decided = refersTo.stream()
                .flatMap(reference ->
                        said(state(begun, reference), state(said, reference), reference.state())
                                .map(reference::as)
                                .stream())
                .toList();
        return description.isEmpty() && columns.isEmpty() && decided.isEmpty()
                ? Optional.empty()
                : Optional.of(new Proposed(waiting.proposal(), description.orElse(null), columns, decided));
    }

    private static <T> Optional<T> said(T before, T after, T now) {
        return after.equals(before) || after.equals(now) ? Optional.empty() : Optional.of(after);
    }

    private static String described(Table table, Column column) {
        return table.column(column.name()).map(Column::description).orElse("");
    }

    private static Relationship.State state(List<Relationship> all, Relationship reference) {
        return all.stream()
                .filter(reference::sameKeys)
                .map(Relationship::state)
                .findFirst()
                .orElse(Relationship.State.INFERRED);
    }

    /** A reference, and who says so. */
    record Reference(ForeignKey key, Table to, Relationship.State state) {}

    /** The references of a table, also those that a person said are none. */
    static List<Reference> references(Known known, Table table) {
        var catalog = known.catalog();
        return Stream.concat(
                        table.foreignKeys().stream()
                                .flatMap(key ->
                                        catalog
                                                .find(table, key)
                                                .map(to -> new Reference(key, to, state(key)))
                                                .stream()),
                        SourcesYaml.denied(catalog, table, known.files()).stream()
                                .flatMap(key -> catalog
                                        .find(table, key)
                                        .map(to -> new Reference(key, to, Relationship.State.DENIED))
                                        .stream()))
                .toList();
    }

    /** What is inferred of all tables, and nobody has decided; of what waits for review somebody has. */
    RelationshipsPage open(Known known, Optional<Waiting> waiting, int page) {
        List<Relationship> found = new ArrayList<>(inferred(known.catalog()));
        var all = found.size();
        waiting.map(w -> new HashSet<>(inferred(w.after().catalog()))).ifPresent(found::retainAll);
        // Those that are equally sure stay in the catalog's order.
        found.sort(Comparator.comparingDouble(Relationship::confidence).reversed());
        var shown = Part.of(found, page);
        return new RelationshipsPage(
                found.size(),
                shown.page(),
                shown.pages(),
                shown.rows(),
                waiting.filter(w -> found.size() < all).map(Waiting::proposal).orElse(""));
    }

    private static List<Relationship> inferred(Catalog catalog) {
        return catalog.tables().stream()
                .flatMap(table -> table.foreignKeys().stream()
                        .filter(ForeignKey::inferred)
                        .map(key -> relationship(catalog, table, key, Relationship.State.INFERRED)))
                .toList();
    }

    /** As {@link #references}, as people are shown them. */
    static List<Relationship> refersTo(Known known, Table table) {
        return references(known, table).stream()
                .map(r -> relationship(known.catalog(), table, r.key(), r.state()))
                .toList();
    }

    private static List<Relationship> referring(Catalog catalog, Table to) {
        List<Relationship> found = new ArrayList<>();
        for (var table : catalog.tables()) {
            for (var key : table.foreignKeys()) {
                if (key.table().equals(to.name())
                        && catalog.find(table, key).filter(to::equals).isPresent()) {
                    found.add(relationship(catalog, table, key, state(key)));
                }
            }
        }
        return found;
    }

    private static Relationship.State state(ForeignKey key) {
        return switch (key.origin()) {
            case DECLARED -> Relationship.State.DECLARED;
            case INFERRED -> Relationship.State.INFERRED;
            case CONFIRMED -> Relationship.State.CONFIRMED;
        };
    }

    private static Relationship relationship(Catalog catalog, Table from, ForeignKey key, Relationship.State state) {
        return new Relationship(
                name(catalog, from),
                key.columns(),
                name(catalog, catalog.find(from, key).orElseThrow()),
                key.referencedColumns(),
                state,
                key.confidence());
    }

    private static TableName name(Catalog catalog, Table table) {
        return new TableName(catalog.source(table), catalog.nameInSource(table), catalog.display(table));
    }
}
