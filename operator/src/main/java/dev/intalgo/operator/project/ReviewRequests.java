package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.review.Proposal;
import dev.intalgo.operator.review.PullRequest;
import dev.intalgo.operator.review.PullRequests;
import dev.intalgo.operator.review.ReviewException;
import dev.intalgo.operator.review.Written;
import io.quarkus.logging.Log;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The pull requests of one branch, and what they and its commits say. */
final class ReviewRequests {
    private static final String ANSWERED = "Answers-comments: ";

    private final PullRequests server;
    private final IntalgoProjectSpec.PullRequests settings;
    private final String base;
    private final String branch;

    ReviewRequests(PullRequests server, IntalgoProjectSpec.PullRequests settings, Location location, String branch) {
        this.server = server;
        this.settings = settings;
        this.base = location instanceof Location.Remote remote ? remote.branch() : "main";
        this.branch = branch;
    }

    /** A commit's message, with the comments that it answers. */
    static String message(Review.Words words) {
        return words.commit()
                + (words.answered().isEmpty() ? "" : "\n\n" + ANSWERED + String.join(",", words.answered()));
    }

    /** The comments that were answered already, by what the commits and the description say. */
    static Set<String> answered(List<String> messages, PullRequest request) {
        Set<String> answered = new TreeSet<>();
        messages.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(ANSWERED))
                .forEach(line -> answered.addAll(
                        List.of(line.substring(ANSWERED.length()).split(","))));
        Written.in(request.body()).ifPresent(written -> answered.addAll(written.answered()));
        answered.remove("");
        return answered;
    }

    /** Sees that there is a pull request that says this of a commit. */
    PullRequest saying(Review.Words words, Optional<PullRequest> request, Commit commit) throws NotReady {
        var text = words.text().apply(server.longestBody() - 1_000);
        if (request.isEmpty()) {
            var made = Reviews.ask(() -> server.create(
                    new Proposal(branch, base, words.title(), Written.anew(words.key(), words.answered(), text))));
            invite(made);
            return made;
        }
        var there = request.get();
        if (!words.reply().isEmpty() && commit.changed()) {
            Reviews.ask(() -> {
                server.reply(there, words.reply());
                return null;
            });
        }
        // Without news the description stays, whatever people made of it.
        var told = Written.in(there.body());
        var news = commit.changed()
                || words.edited()
                || told.filter(w ->
                                !w.key().equals(words.key()) || !w.answered().containsAll(words.answered()))
                        .isPresent();
        return news ? described(there, words, text) : there;
    }

    private PullRequest described(PullRequest there, Review.Words words, String text) throws NotReady {
        Set<String> answered = new HashSet<>(words.answered());
        Written.in(there.body()).ifPresent(written -> answered.addAll(written.answered()));
        answered.remove("");
        var body = Written.changed(there.body(), words.key(), answered, text);
        if (body.isEmpty()) {
            return there;
        }
        return Reviews.ask(() -> {
            server.update(there, words.title(), body.get());
            return server.get(there.number());
        });
    }

    /** Says something, and remembers in the description which comments that was about. */
    PullRequest say(PullRequest request, String text, Set<String> about) throws NotReady {
        return Reviews.ask(() -> {
            server.reply(request, text);
            var body = Written.also(request.body(), about);
            if (body.isPresent()) {
                server.update(request, request.title(), body.get());
            }
            return server.get(request.number());
        });
    }

    /** Somebody who cannot be asked, or a label that is not there, keeps nothing from being reviewed. */
    private void invite(PullRequest made) {
        try {
            server.invite(made, settings.reviewers(), settings.labels());
        } catch (ReviewException e) {
            Log.warnf("reviewers and labels of %s: %s", made.url(), e.getMessage());
        }
    }
}
