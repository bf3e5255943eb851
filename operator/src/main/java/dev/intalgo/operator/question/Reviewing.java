package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Proposals;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.project.Review;
import dev.intalgo.operator.project.Review.State;
import dev.intalgo.operator.project.Reviews;
import dev.intalgo.operator.review.Comment;
import dev.intalgo.operator.review.Description;
import dev.intalgo.operator.review.Replies;
import dev.intalgo.operator.review.Written;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A Question's answer on its way through review, in a project that wants that. */
final class Reviewing {
    /** The annotation that proposes again what was closed: the pull request's number, or the branch's last commit. */
    private static final String REOPEN = "intalgo.dev/reopen";

    /** The reason of a rejected answer. */
    static final String CLOSED = "ReviewClosed";

    private static final String WAITING = "AwaitingReview";

    private static final Duration LOOK = Duration.ofMinutes(10);

    private final Answering.Services services;
    private final Subject subject;
    private final Review review;
    private final QuestionStatus.PullRequest before;
    private final String keyBefore;
    private Optional<State.Open> open = Optional.empty();
    private Optional<Proposals.Proposal> proposal = Optional.empty();
    private Optional<Answer> proposed = Optional.empty();
    private List<Comment> comments = List.of();

    private Reviewing(Answering.Services services, Subject subject, Review review, QuestionStatus status) {
        this.services = services;
        this.subject = subject;
        this.review = review;
        this.before = status.pullRequest();
        this.keyBefore = status.key();
    }

    /** Empty where the project's answers go to the branch at once. */
    static Optional<Reviewing> of(Answering.Services services, Subject subject, QuestionStatus status) throws NotReady {
        if (!Reviews.wanted(subject.project())) {
            return Optional.empty();
        }
        var review = Review.of(
                services.reviews(),
                subject.project(),
                subject.location(),
                subject.commits(),
                subject.name(),
                status.pullRequest(),
                Optional.of(ResourceID.fromResource(subject.question())));
        return Optional.of(new Reviewing(services, subject, review, status));
    }

    /**
     * The answer that is being reviewed, where it is one to what is asked now.
     *
     * @param merged whether there is such an answer on the project's branch
     * @throws NotReady where the answer to this was rejected
     */
    Optional<Answer> proposed(String key, boolean merged) throws NotReady {
        open = review.open();
        if (open.isEmpty() && !merged) {
            open = openOtherwise(key);
        }
        if (open.isPresent()) {
            proposal = review.read(open.get());
            proposed = proposal.flatMap(p -> AnswerFiles.read(
                            subject.name(), subject.mode(), p.snapshot().files()))
                    .filter(answer -> answer.edited() || answer.key().equals(key));
        }
        if (proposed.isPresent() && !subject.byHand() && !proposed.get().edited()) {
            comments = review.comments(open.get(), proposal.get());
        }
        return proposed;
    }

    private Optional<State.Open> openOtherwise(String key) throws NotReady {
        return switch (review.state()) {
            case State.Open found -> Optional.of(found);
            case State.None none -> Optional.empty();
            case State.Merged merged -> {
                requireNewest();
                yield Optional.empty();
            }
            case State.Closed closed -> {
                requireWanted(closed, key);
                yield review.left();
            }
        };
    }

    /** A merge is seen on the server before the branch was fetched. */
    private void requireNewest() throws NotReady {
        var id = RepositoryPlaces.id(subject.project());
        try {
            var head = services.repositories().open(id, subject.location()).commit();
            if (!head.equals(subject.snapshot().commit())) {
                services.heads().moved(id);
                throw NotReady.continuing(
                        Review.STEP, "Merged", "The pull request was merged.", Duration.ofMillis(100));
            }
        } catch (GitException e) {
            throw NotReady.retrying(Review.STEP, e.reason().name(), e.getMessage());
        }
    }

    private void requireWanted(State.Closed closed, String key) throws NotReady {
        var rejected = closed.request()
                .flatMap(r -> Written.in(r.body()))
                .map(written -> written.key())
                .orElse(keyBefore);
        var name = closed.request()
                .map(r -> String.valueOf(r.number()))
                .orElseGet(() -> before == null ? "" : String.valueOf(before.commit()));
        var again = Optional.ofNullable(subject.question().getMetadata().getAnnotations())
                .map(annotations -> annotations.get(REOPEN));
        if (!key.equals(rejected) || again.filter(name::equals).isPresent()) {
            return;
        }
        var what = closed.request()
                .map(r -> "Pull request %d was closed without a merge (%s)".formatted(r.number(), r.url()))
                .orElseGet(() -> "The branch %s was deleted".formatted(review.branch()));
        throw NotReady.failed(
                Review.STEP,
                CLOSED,
                "%s, which rejects the answer. Reopen it; or ask in other words; or set the annotation %s to \"%s\" to have it proposed again."
                        .formatted(what, REOPEN, name));
    }

    /** The status of a review that was closed. */
    QuestionStatus.PullRequest closed() {
        return before == null
                ? null
                : new QuestionStatus.PullRequest(
                        before.branch(), before.number(), before.url(), "Closed", before.commit());
    }

    /** What reviewers want otherwise, in words for the LLM. */
    Optional<String> rejection() {
        return comments.isEmpty()
                ? Optional.empty()
                : Optional.of(Replies.forLlm(comments, proposal.get().snapshot().files()));
    }

    /** Tells the reviewers why there is no better answer, where their comments are why one was looked for. */
    void tell(NotReady why) throws NotReady {
        if (!comments.isEmpty() && !why.progressing() && why.again() == NotReady.Again.ON_CHANGE) {
            review.say(open.get(), Replies.noBetter(why.getMessage()), ids());
        }
    }

    private Set<String> ids() {
        return comments.stream().map(Comment::id).collect(Collectors.toSet());
    }

    /** Proposes an answer, or brings its branch and pull request up to date. */
    QuestionStatus.PullRequest propose(Answer answer, QuestionStatus status, String message, Edit edit)
            throws NotReady {
        var calls = status.usage() == null || status.usage().calls() == null
                ? 0
                : status.usage().calls();
        var words = new Review.Words(
                answer.key(),
                "Answer " + answer.name(),
                longest -> Description.of(answer, status.preview(), calls, longest),
                message,
                ids(),
                comments.isEmpty()
                        ? ""
                        : Replies.better(proposed.map(Answer::sql).orElse(""), answer, comments),
                answer.edited());
        return review.propose(words, edit, proposal);
    }

    /**
     * Proposes what is to be noted of SQL that a person merged already: nothing waits for that, and where somebody closes
     * it, it is not proposed again.
     */
    QuestionStatus.PullRequest note(
            Answer answer, QuestionStatus status, String message, Edit edit, Conditions conditions) throws NotReady {
        if (review.state() instanceof State.Closed) {
            conditions.isTrue(Review.STEP, "Merged", "The answer is on the project's branch.");
            return closed();
        }
        var request = propose(answer, status, message, edit);
        conditions.isUnknown(
                Review.STEP,
                WAITING,
                "The SQL is on the project's branch; what dbt says of its columns waits for review: %s"
                        .formatted(where(request)));
        return request;
    }

    private static String where(QuestionStatus.PullRequest request) {
        return request.url() == null ? "the branch " + request.branch() : request.url();
    }

    /** What the Question waits for now. */
    NotReady waiting(QuestionStatus.PullRequest request) {
        var conflicts = proposal.map(Proposals.Proposal::conflicts).orElse(List.of());
        var where = where(request);
        var message = request.url() == null
                ? "The answer is on %s: merge it to accept it, or delete it to reject it.".formatted(where)
                : "The answer waits for review: %s".formatted(where);
        return NotReady.continuing(
                Review.STEP,
                WAITING,
                conflicts.isEmpty()
                        ? message
                        : message
                                + "\nIt conflicts with the project's branch in %s: merge that into it."
                                        .formatted(String.join(", ", conflicts)),
                LOOK);
    }

    /** The answer is on the project's branch. */
    QuestionStatus.PullRequest accepted(Conditions conditions) throws NotReady {
        review.delete();
        conditions.isTrue(Review.STEP, "Merged", "The answer is on the project's branch.");
        return before == null
                ? null
                : new QuestionStatus.PullRequest(
                        before.branch(), before.number(), before.url(), "Merged", before.commit());
    }
}
