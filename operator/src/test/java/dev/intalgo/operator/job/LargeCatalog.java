package dev.intalgo.operator.job;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.dbt.SourcesYaml;
import dev.intalgo.operator.retrieval.Retrieval;
import dev.intalgo.operator.retrieval.SampleValues;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes a crawl of many tables all the way: read, stored, read back, written as YAML, merged after a change and an edit,
 * and searched. Prints what each step took and gave. Run by itself, so that the heap is its own.
 */
final class LargeCatalog {
    private static final int COLUMNS = 20;

    private Instant since = Instant.now();

    private LargeCatalog() {}

    /** @param args how many tables */
    public static void main(String[] args) throws IOException {
        new LargeCatalog().run(Integer.parseInt(args[0]));
    }

    private void run(int tables) throws IOException {
        Catalog read = IngestResult.read(crawl(tables)).catalog();
        told("crawl read", read.tables().size() + " tables, " + read.columnCount() + " columns");
        byte[] stored = read.toGzip();
        told("stored", Math.ceilDiv(stored.length, CatalogStore.CHUNK_BYTES) + " objects, " + stored.length + " bytes");
        Catalog catalog = Catalog.fromGzip(stored);
        told("read back", catalog.equals(read) ? "the same" : "DIFFERENT");
        Map<String, String> files = new HashMap<>(SourcesYaml.merge(catalog, Map.of()));
        String path = "models/sources/public.yml";
        told("sources written", files.get(path).length() + " characters");
        told("merged, nothing changed", SourcesYaml.merge(catalog, files).size() + " files");
        files.compute(path, (p, text) -> text.replaceFirst("description: What t[0-9]+ holds", "description: Ours"));
        Catalog less = new Catalog(catalog.tables().subList(1, tables));
        String merged = SourcesYaml.merge(less, files).get(path);
        told("merged, one table gone", merged.contains("description: Ours") ? "the edit kept" : "the edit LOST");
        Catalog known = SourcesYaml.known(catalog, files);
        told(
                "read from the YAML",
                known.tables().stream()
                                .flatMap(t -> t.foreignKeys().stream())
                                .filter(k -> k.inferred())
                                .count()
                        + " keys inferred");
        Retrieval retrieval = Retrieval.of(known, SampleValues.NONE, List.of(), List.of(), "postgres");
        told("indexed", "");
        String schema = retrieval.schema("Which t77 has the most c5?", null, 40_000);
        told("searched", schema.lines().count() + " lines");
    }

    private void told(String step, String what) {
        Instant now = Instant.now();
        System.gc(); // to say what stays
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf(
                "%s: %s; %d ms, %d MiB stay%n",
                step, what, Duration.between(since, now).toMillis(), heap >> 20);
        since = Instant.now();
    }

    /** What a runner hands in, without ever being whole. */
    private static InputStream crawl(int tables) {
        var parts = IntStream.rangeClosed(-1, tables)
                .mapToObj(i -> i < 0 ? "{\"ok\": true, \"records\": [" : i == tables ? "]}" : table(i, i == tables - 1))
                .<InputStream>map(text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return parts.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return parts.next();
            }
        });
    }

    private static String table(int i, boolean last) {
        String urn = "urn:li:dataset:(urn:li:dataPlatform:postgres,shop.public.t" + i + ",PROD)";
        String fields = IntStream.range(0, COLUMNS)
                .mapToObj(c -> """
                        {"fieldPath": "%s", "nativeDataType": "INTEGER()", "nullable": %s, "isPartOfKey": %s,
                         "description": "What column %d of t%d says.", "type": {"type": {"com.linkedin.schema.NumberType": {}}}}""".formatted(column(i, c), c > 0, c == 0, c, i))
                .collect(Collectors.joining(","));
        return """
                {"entityType": "dataset", "entityUrn": "%1$s", "aspectName": "schemaMetadata", "aspect": {"json": {"fields": [%2$s]}}},
                {"entityType": "dataset", "entityUrn": "%1$s", "aspectName": "datasetProperties",
                 "aspect": {"json": {"name": "t%3$d", "description": "What t%3$d holds."}}}%4$s
                """.formatted(urn, fields, i, last ? "" : ",");
    }

    private static String column(int table, int column) {
        return column == 0 ? "id" : column < 3 ? "t" + (table * 7 + column) % 1_000 + "_id" : "c" + column;
    }
}
