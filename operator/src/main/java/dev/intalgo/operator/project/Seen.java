package dev.intalgo.operator.project;

import dev.intalgo.operator.review.PullRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A project's branches and open pull requests as they were at one moment.
 *
 * @param heads the branches' commits
 * @param open  the open pull requests by their branches
 */
record Seen(Map<String, String> heads, Map<String, PullRequest> open) {
    static final Seen NOTHING = new Seen(Map.of(), Map.of());

    Seen {
        heads = Map.copyOf(heads);
        open = Map.copyOf(open);
    }

    /** As this, but for one branch. */
    Seen with(String branch, Optional<String> head, Optional<PullRequest> request) {
        return new Seen(with(heads, branch, head), with(open, branch, request));
    }

    private static <T> Map<String, T> with(Map<String, T> map, String key, Optional<T> value) {
        Map<String, T> changed = new HashMap<>(map);
        changed.remove(key);
        value.ifPresent(v -> changed.put(key, v));
        return changed;
    }

    /** Whether a branch is as it was at another moment. */
    boolean agrees(Seen other, String branch) {
        return Objects.equals(heads.get(branch), other.heads.get(branch))
                && Objects.equals(open.get(branch), other.open.get(branch));
    }

    /** The branches that are not as they were. */
    Set<String> changedSince(Seen before) {
        Set<String> changed = new HashSet<>();
        List.of(heads, open, before.heads, before.open).forEach(map -> changed.addAll(map.keySet()));
        changed.removeIf(branch -> agrees(before, branch));
        return changed;
    }
}
