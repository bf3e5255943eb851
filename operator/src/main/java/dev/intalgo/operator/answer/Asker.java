package dev.intalgo.operator.answer;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Asks an LLM a question, and notes what it says and costs in the draft. */
public final class Asker {
    private final LlmClient llm;

    public Asker(LlmClient llm) {
        this.llm = llm;
    }

    /**
     * Asks once; for a first answer as often as the settings want candidates.
     *
     * @param today the UTC day that the tokens count against
     * @throws LlmException where the LLM could not be asked at all: nothing was paid for
     */
    public Draft ask(LlmSettings settings, Prompt prompt, Draft draft, LocalDate today) throws LlmException {
        int wanted = draft.attempts().isEmpty() ? settings.candidates() : 1;
        List<Completion> completions = new ArrayList<>();
        Draft next = draft;
        for (int i = 0; i < wanted; i++) {
            try {
                completions.add(llm.ask(settings, prompt, draft.attempts()));
            } catch (LlmException e) {
                boolean last = i == wanted - 1 && completions.isEmpty();
                if (e.usage().isPresent() && last) {
                    return next.wasted(e, e.usage().get(), today);
                }
                if (e.usage().isPresent()) {
                    next = next.charged(e.usage().get(), today);
                } else if (completions.isEmpty()) {
                    throw e;
                }
            }
        }
        return next.answered(completions, today);
    }
}
