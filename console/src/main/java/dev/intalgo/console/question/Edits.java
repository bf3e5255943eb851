package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import jakarta.enterprise.context.RequestScoped;
import java.util.function.UnaryOperator;

/** Changes what a Question asks for. */
@RequestScoped
public class Edits {
    private static final String CHANGED = "Somebody changed the question since you opened this form, and nothing was"
            + " written. Load the page again to see how it is now.";

    private final Writing writing;

    Edits(Writing writing) {
        this.writing = writing;
    }

    /**
     * Changes what is asked for, unless somebody else did since. What the operator writes into the status meanwhile does
     * not stand against it. What is so already is taken as done: a form may be sent twice.
     *
     * @param seen the generation that the person saw
     * @param show whether to show the manifest instead
     */
    Written change(Question question, long seen, UnaryOperator<QuestionSpec> change, boolean show) {
        var wanted = change.apply(question.getSpec());
        if (question.getMetadata().getGeneration() != seen) {
            return !show && wanted.equals(question.getSpec()) ? new Written.Done() : new Written.Refused(CHANGED);
        }
        question.setSpec(wanted);
        return writing.change(question, show);
    }
}
