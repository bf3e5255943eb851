package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.console.object.Waiting;
import dev.intalgo.console.page.Texts;
import dev.intalgo.console.write.Manifests;
import io.fabric8.kubernetes.api.model.Condition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A question as it is shown.
 *
 * @param may what the person may do with it
 * @param csrf the token of the forms, since what is shown later is made outside of a request
 */
public record QuestionView(Question question, Offered may, String csrf) {
    /** The annotation by which a person says that the SQL of this hash is right. */
    static final String CONFIRMED = "intalgo.dev/confirmed";
    /** The annotation by which a person says that it is wrong, and why. */
    static final String REJECTED = "intalgo.dev/rejected";
    /** The annotation by which a person takes an edit back that was made in Git. */
    static final String REVERT = "intalgo.dev/revert";
    /** The annotation by which a person has a build that failed tried again. */
    static final String REBUILD = "intalgo.dev/rebuild";
    /** The annotation by which a person proposes again what was closed. */
    static final String REOPEN = "intalgo.dev/reopen";

    public String name() {
        return question.getMetadata().getName();
    }

    public String namespace() {
        return question.getMetadata().getNamespace();
    }

    /** The path of its page. */
    public String path() {
        return "/ns/%s/questions/%s".formatted(namespace(), name());
    }

    public QuestionSpec spec() {
        return question.getSpec();
    }

    public QuestionStatus status() {
        return Objects.requireNonNullElse(question.getStatus(), QuestionStatus.EMPTY);
    }

    public boolean deleting() {
        return question.getMetadata().getDeletionTimestamp() != null;
    }

    /** The version of what is asked: a form that was opened at another is out of date. */
    public long generation() {
        return question.getMetadata().getGeneration();
    }

    /** Whether the operator has not yet looked at what is asked now. */
    public boolean behind() {
        return !Objects.equals(question.getMetadata().getGeneration(), status().observedGeneration());
    }

    public Condition ready() {
        return status().condition(Api.READY).orElse(null);
    }

    /** How it is, in a sentence or two. */
    public String headline() {
        if (deleting()) {
            return "It is being deleted.";
        }
        if (ready() == null) {
            return "The operator has not looked at it yet." + Waiting.tooLong(question);
        }
        if (clarification() != null) {
            return "The LLM asks something back before it answers.";
        }
        return ready().getMessage()
                + (behind()
                        ? " This is about an older version; the operator has not looked at the newest yet."
                                + Waiting.tooLong(question)
                        : "");
    }

    public String advice() {
        return deleting() || behind() ? "" : Advice.of(question);
    }

    public List<Step> steps() {
        return Step.of(question);
    }

    /** What goes on besides the steps, such as tables that have changed. */
    public List<Condition> notes() {
        return Stream.of("Stale", "Dropped", "Removed")
                .flatMap(type -> status().condition(type).stream())
                .filter(condition -> "Stale".equals(condition.getType()) == "True".equals(condition.getStatus()))
                .toList();
    }

    public boolean model() {
        return spec().mode() == QuestionSpec.Mode.MODEL;
    }

    /** What the LLM asks back; null where it does not, or it was told more since. */
    public QuestionStatus.Clarification clarification() {
        return behind() ? null : status().clarification();
    }

    /** What it reads, in words. */
    public List<Read> reads() {
        return status().references().stream().map(this::read).toList();
    }

    private Read read(String reference) {
        var project = spec().projectRef().name();
        var parts = reference.split("\\.", 3);
        return parts[0].equals("ref") || parts.length < 3
                ? new Read("model", reference.substring("ref.".length()), model(reference.substring("ref.".length())))
                : new Read(
                        "table",
                        parts[1] + "." + parts[2],
                        "/ns/%s/schema/projects/%s/tables/%s/%s"
                                .formatted(namespace(), project, segment(parts[1]), segment(parts[2])));
    }

    /** A table or a model that the answer reads, and the path of its page. */
    public record Read(String kind, String name, String path) {}

    /** The path of the page that shows the answer among the project's models; empty while it is not in the repository. */
    public String among() {
        return status().commit() == null ? "" : model(question.dbtName());
    }

    private String model(String name) {
        return "/ns/%s/models/%s/%s".formatted(namespace(), spec().projectRef().name(), segment(name));
    }

    private static String segment(String text) {
        // A path has no + for a blank.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The first rows under their columns' names; null where there are none. */
    public Preview preview() {
        return Preview.of(status());
    }

    /** What it cost; null where no LLM was asked. */
    public QuestionStatus.Usage usage() {
        var usage = status().usage();
        return usage == null || usage.model() == null ? null : usage;
    }

    /** Where it is reviewed, where that is a page. */
    public String review() {
        return Optional.ofNullable(status().pullRequest())
                .map(QuestionStatus.PullRequest::url)
                .filter(Texts::web)
                .orElse("");
    }

    /** Where DataHub shows it, where that is a page. */
    public String datahub() {
        return Optional.ofNullable(status().datahub()).filter(Texts::web).orElse("");
    }

    /** Whether a person changed the SQL in Git. */
    public boolean edited() {
        return reason(status(), "Answered").equals("Edited")
                || reason(status(), Api.READY).equals("EditRefused");
    }

    private static String reason(Conditioned status, String type) {
        return status.condition(type).map(Condition::getReason).orElse("");
    }

    /** Whether a person has said that the SQL that is there now is right. */
    public boolean confirmed() {
        return status().sqlHash() != null && annotation(CONFIRMED).equals(status().sqlHash());
    }

    public boolean mayConfirm() {
        return may.say() && settled() && status().isTrue(Api.READY) && !confirmed() && !edited();
    }

    public boolean maySendBack() {
        return may.say()
                && settled()
                && spec().sql() == null
                && !edited()
                && !annotation(REJECTED).startsWith(status().sqlHash());
    }

    public boolean mayRevert() {
        return may.say() && settled() && edited() && !annotation(REVERT).equals(status().sqlHash());
    }

    public boolean mayRebuild() {
        return may.say()
                && settled()
                && Optional.ofNullable(ready())
                        .filter(ready -> "BuildFailed".equals(ready.getReason()))
                        .isPresent();
    }

    public boolean mayReopen() {
        return may.say()
                && settled()
                && !reopening().isEmpty()
                && !annotation(REOPEN).equals(reopening());
    }

    /** What names the review that was closed; empty where none was. */
    public String reopening() {
        var request = status().pullRequest();
        if (request == null || !reason(status(), Api.READY).equals("ReviewClosed")) {
            return "";
        }
        return request.number() == null
                ? Objects.requireNonNullElse(request.commit(), "")
                : request.number().toString();
    }

    private boolean settled() {
        return !deleting() && !behind() && status().sqlHash() != null;
    }

    private String annotation(String name) {
        return Optional.ofNullable(question.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(name, "")
                .strip();
    }

    /** What to apply to have the same question: for Git. */
    public String manifest() {
        return Manifests.of(question);
    }
}
