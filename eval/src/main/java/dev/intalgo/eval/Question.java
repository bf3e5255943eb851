package dev.intalgo.eval;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A question with what is right for it.
 *
 * @param text         the question
 * @param gold         SQL that answers it, see {@link Gold}
 * @param database     what it is about: a database of the data, or a profile of the user's
 * @param category     its class
 * @param instructions what else there is to know, or empty
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Question(
        @JsonProperty("question") String text,
        @JsonProperty("query") String gold,
        @JsonProperty("db_name") String database,
        @JsonProperty("query_category") String category,
        @JsonProperty("instructions") String instructions) {

    public Question {
        category = category == null ? "" : category;
        instructions = instructions == null ? "" : instructions;
    }

    /** Reads a CSV file with a line of headings. */
    public static List<Question> read(Path csv) {
        try (MappingIterator<Question> rows = new CsvMapper()
                .readerFor(Question.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(csv.toFile())) {
            return rows.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(csv.toString(), e);
        }
    }

    /** The first of every {@code n} questions. */
    static List<Question> every(List<Question> all, int n) {
        return IntStream.range(0, all.size())
                .filter(i -> i % n == 0)
                .mapToObj(all::get)
                .toList();
    }
}
