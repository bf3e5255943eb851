package dev.intalgo.operator.review;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Who may write to a repository, as the server said not long ago. */
final class Writers {
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    /** Asks the server. */
    interface Question {
        boolean mayWrite(String person) throws ReviewException;
    }

    boolean has(String person, Question question) throws ReviewException {
        Boolean before = known.getIfPresent(person);
        if (before != null) {
            return before;
        }
        boolean may = question.mayWrite(person);
        known.put(person, may);
        return may;
    }
}
