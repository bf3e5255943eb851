package dev.intalgo.console.alive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.console.operator.AnsweringApi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** Whether the operator answers: asked once in a while, however many pages want to know. */
@ApplicationScoped
class Operator {
    private static final Logger LOG = Logger.getLogger(Operator.class);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final AnsweringApi api;
    private final Cache<Operator, Boolean> known =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).build();

    Operator(@RestClient AnsweringApi api) {
        this.api = api;
    }

    boolean answers() {
        return known.get(this, key -> ask());
    }

    private boolean ask() {
        try (var answer = api.ask()) {
            return answer.getStatus() > 0;
        } catch (WebApplicationException e) {
            return true; // It refused us, as it should.
        } catch (ProcessingException e) {
            LOG.warnf("the operator does not answer: %s", e.getMessage());
            return false;
        }
    }
}
