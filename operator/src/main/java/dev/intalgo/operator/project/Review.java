package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Edit;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Proposals;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.review.Comment;
import dev.intalgo.operator.review.PullRequest;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The review of one change, on a branch of its own: with a pull request, or on a server without them by the branch
 * alone, which people merge or delete.
 */
public final class Review {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "Reviewed";

    private final Reviews.Board board;
    private final Proposals proposals;
    private final RepositoryId id;
    private final Location location;
    private final CommitStyle style;
    private final String branch;
    private final Optional<ReviewRequests> requests;
    private final QuestionStatus.PullRequest before;

    /** What has become of the change. */
    public sealed interface State {
        /** There is none. */
        record None() implements State {}

        /** It is to be looked at; without a pull request where that is still to be made, or there are none. */
        record Open(String head, Optional<PullRequest> request) implements State {}

        /** Somebody merged it, maybe with changes of their own. */
        record Merged() implements State {}

        /** Somebody closed the pull request, or deleted the branch. */
        record Closed(Optional<PullRequest> request) implements State {}
    }

    /**
     * The words of a change.
     *
     * @param key   names what it is about: what was closed is not proposed again with the same key
     * @param title of the pull request
     * @param text  of the pull request, in Markdown, for how long it may be
     * @param commit the commit's message
     * @param answered the comments that this is the answer to
     * @param reply what to say to these
     * @param edited whether people changed it on the branch
     */
    public record Words(
            String key,
            String title,
            IntFunction<String> text,
            String commit,
            Set<String> answered,
            String reply,
            boolean edited) {

        /** Of a change that nobody was asked about. */
        public static Words of(String key, String title, String text, String commit) {
            return new Words(key, title, longest -> text, commit, Set.of(), "", false);
        }
    }

    /**
     * @param before what is known of the change so far; may be null
     * @param question who is woken when there is news
     */
    public static Review of(
            Reviews reviews,
            IntalgoProject project,
            Location location,
            CommitStyle style,
            String name,
            QuestionStatus.PullRequest before,
            Optional<ResourceID> question)
            throws NotReady {
        var branch = Reviews.prefix(location) + name;
        var board = reviews.board(project, location, branch, question);
        return new Review(board, reviews.proposals(), project, location, style, branch, before);
    }

    private Review(
            Reviews.Board board,
            Proposals proposals,
            IntalgoProject project,
            Location location,
            CommitStyle style,
            String branch,
            QuestionStatus.PullRequest before) {
        this.board = board;
        this.proposals = proposals;
        this.id = RepositoryPlaces.id(project);
        this.location = location;
        this.style = style;
        this.branch = branch;
        this.requests = ReviewAccess.pullRequests(project)
                .map(settings -> new ReviewRequests(board.server().orElseThrow(), settings, location, branch));
        this.before = before == null || branch.equals(before.branch()) ? before : null;
    }

    public String branch() {
        return branch;
    }

    /** The commit on the branch and the open pull request, where there are both or there need be no pull request. */
    public Optional<State.Open> open() {
        var head = board.head();
        var request = board.open();
        return head.isPresent() && (request.isPresent() || board.server().isEmpty())
                ? Optional.of(new State.Open(head.get(), request))
                : Optional.empty();
    }

    /** What is left on the branch of a pull request that was closed. */
    public Optional<State.Open> left() {
        return board.head().map(head -> new State.Open(head, Optional.empty()));
    }

    /** What has become of it; the server is asked where none is open and nobody asked before. */
    public State state() throws NotReady {
        var open = open();
        if (open.isPresent()) {
            return open.get();
        }
        if (board.server().isEmpty()) {
            return before == null || !"Open".equals(before.state()) && !"Closed".equals(before.state())
                    ? new State.None()
                    : new State.Closed(Optional.empty());
        }
        var past = board.past();
        if (past.isEmpty()) {
            return opened(past);
        }
        return switch (past.get().state()) {
            case MERGED -> new State.Merged();
            case CLOSED -> new State.Closed(past);
            case OPEN -> opened(past); // It was opened since the others were asked for.
        };
    }

    private State opened(Optional<PullRequest> request) {
        return board.head()
                .<State>map(head -> new State.Open(head, request))
                .orElseGet(State.None::new); // Its branch is gone.
    }

    /** What is on the branch. */
    public Optional<Proposals.Proposal> read(State.Open open) throws NotReady {
        try {
            return proposals.read(id, location, branch, open.head());
        } catch (GitException e) {
            throw failed(e);
        }
    }

    /** The project's files where the branch begins. */
    public Snapshot base(State.Open open) throws NotReady {
        try {
            return proposals.base(id, location, open.head());
        } catch (GitException e) {
            throw failed(e);
        }
    }

    /** What people said that was not answered yet, by what the commits and the description say. */
    public List<Comment> comments(State.Open open, Proposals.Proposal proposal) throws NotReady {
        if (open.request().isEmpty()) {
            return List.of();
        }
        var answered =
                ReviewRequests.answered(proposal.messages(), open.request().get());
        return board.comments(open.request().get()).stream()
                .filter(comment -> !answered.contains(comment.id()))
                .toList();
    }

    /**
     * Puts a change on the branch and sees that there is a pull request that says so.
     *
     * @param seen what {@link #read} told: the server is not asked for the branch where there is nothing to change
     */
    public QuestionStatus.PullRequest propose(Words words, Edit edit, Optional<Proposals.Proposal> seen)
            throws NotReady {
        var state = state();
        if (!(state instanceof State.Open)) {
            // What is left of an earlier review, which this one does not go on with.
            delete();
        }
        var message = ReviewRequests.message(words);
        try {
            var request = state instanceof State.Open open ? open.request() : Optional.<PullRequest>empty();
            var commit = state instanceof State.Open open
                            && seen.filter(s -> s.snapshot().changedBy(edit).isEmpty())
                                    .isPresent()
                    ? new Commit(open.head(), false)
                    : proposals.commit(id, location, branch, style, message, edit);
            if (requests.isPresent()) {
                request = Optional.of(requests.get().saying(words, request, commit));
            }
            board.now(commit.id(), request);
            return new QuestionStatus.PullRequest(
                    branch,
                    request.map(PullRequest::number).orElse(null),
                    request.map(PullRequest::url).orElse(null),
                    "Open",
                    commit.id());
        } catch (GitException e) {
            throw failed(e);
        }
    }

    /** Says something without a new answer, and remembers in the description which comments that was about. */
    public void say(State.Open open, String text, Set<String> about) throws NotReady {
        var changed = requests.orElseThrow().say(open.request().orElseThrow(), text, about);
        board.now(open.head(), Optional.of(changed));
    }

    /** Deletes the branch, where it is still there. */
    public void delete() throws NotReady {
        var head = board.head();
        if (head.isPresent()) {
            try {
                proposals.delete(id, location, branch, head.get());
            } catch (GitException e) {
                throw failed(e);
            }
            board.now(null, Optional.empty());
        }
    }

    /** Closes what is open. */
    public void withdraw() throws NotReady {
        var request = board.open();
        if (request.isPresent()) {
            Reviews.ask(() -> {
                board.server().orElseThrow().close(request.get());
                return null;
            });
        }
        delete();
    }

    private static NotReady failed(GitException e) {
        return NotReady.retrying(STEP, e.reason().name(), e.getMessage());
    }
}
