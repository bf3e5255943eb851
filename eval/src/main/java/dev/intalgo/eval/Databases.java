package dev.intalgo.eval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Where the databases are that questions are about. */
interface Databases extends AutoCloseable {
    /** The catalog is read when this returns. */
    Database open(String name) throws IOException;

    @Override
    default void close() throws IOException {}

    /** What is found out about a question. */
    interface Measurement<T> {
        T of(Database database, Question question) throws Exception;
    }

    /**
     * Measures each question, database by database, as many of these at a time as there are processors.
     *
     * @return what was measured, in the order of the databases
     */
    default <T> List<T> each(List<Question> questions, Measurement<T> measurement) throws Exception {
        Map<String, List<Question>> byDatabase = new LinkedHashMap<>();
        questions.forEach(q ->
                byDatabase.computeIfAbsent(q.database(), d -> new ArrayList<>()).add(q));
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<List<T>>> all = new ArrayList<>();
            byDatabase.forEach((name, its) -> all.add(threads.submit(() -> {
                List<T> measured = new ArrayList<>();
                try (Database database = open(name)) {
                    for (Question question : its) {
                        measured.add(measurement.of(database, question));
                    }
                }
                return measured;
            })));
            List<T> measured = new ArrayList<>();
            for (Future<List<T>> one : all) {
                measured.addAll(one.get());
            }
            return measured;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
