package dev.intalgo.operator.project;

import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.review.PullRequest;
import dev.intalgo.operator.review.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The review of a change to files that the operator itself keeps in the repository. */
final class ChangeReview {
    private ChangeReview() {}

    /**
     * Proposes it, unless it was before.
     *
     * @param changes what it changes now
     * @param message the commit's; its first line is the title
     * @param text what to say of it
     * @param otherwise how not to have it, for whoever closes it
     * @return where it waits
     */
    static String propose(
            Review review, Map<String, String> changes, String message, String text, String otherwise, Edit edit)
            throws NotReady {
        List<String> all = new ArrayList<>();
        new TreeMap<>(changes).forEach((path, now) -> all.addAll(List.of(path, String.valueOf(now))));
        var key = Hashes.of(all);
        var same = switch (review.state()) {
            case Review.State.Closed(var request) ->
                request.filter(r -> isOf(r, key))
                        .map(r -> "%s was closed: reopen it, or %s.".formatted(r.url(), otherwise));
            case Review.State.Open(var head, var request) ->
                request.filter(r -> isOf(r, key)).map(PullRequest::url);
            case Review.State.Merged merged -> Optional.<String>empty();
            case Review.State.None none -> Optional.<String>empty();
        };
        if (same.isPresent()) {
            return same.get();
        }
        var words = Review.Words.of(key, message.lines().findFirst().orElseThrow(), text, message);
        var request = review.propose(words, edit, Optional.empty());
        return request.url() == null ? "branch " + request.branch() : request.url();
    }

    private static boolean isOf(PullRequest request, String key) {
        return Written.in(request.body())
                .filter(written -> written.key().equals(key))
                .isPresent();
    }
}
