package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.answer.Example;
import dev.intalgo.operator.retrieval.SearchIndex.Field;
import java.util.List;
import java.util.Map;

/** Chooses those of the questions that people stand for from which a new one can learn. */
public final class Examples {
    private Examples() {}

    /** The most similar to the question, the best first; those that share no word with it are none. */
    public static List<Example> similar(List<Example> all, String question, int most) {
        List<Map<Field, String>> texts =
                all.stream().map(e -> Map.of(Field.QUESTIONS, e.question())).toList();
        return SearchIndex.of(texts).search(Words.asked(question)).stream()
                .limit(most)
                .map(hit -> all.get(hit.at()))
                .toList();
    }
}
