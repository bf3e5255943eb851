package dev.intalgo.console.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens that were refused lately, counted by where they came from: nobody may try them as fast as the cluster answers. */
@ApplicationScoped
class Failures {
    static final int MOST = 20;
    /** Since the first that was refused. */
    static final Duration WITHIN = Duration.ofMinutes(1);

    private static final int ADDRESSES = 10_000;

    private final Cache<String, AtomicInteger> refused = Caffeine.newBuilder()
            .expireAfterWrite(WITHIN)
            .maximumSize(ADDRESSES)
            .build();

    boolean tooMany(String address) {
        var count = refused.getIfPresent(address);
        return count != null && count.get() >= MOST;
    }

    void count(String address) {
        refused.get(address, key -> new AtomicInteger()).incrementAndGet();
    }
}
