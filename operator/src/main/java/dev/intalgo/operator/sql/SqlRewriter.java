package dev.intalgo.operator.sql;

import static dev.intalgo.operator.sql.SqlRejected.Reason.NotOneSelect;
import static dev.intalgo.operator.sql.SqlRejected.Reason.TemplateSyntax;
import static dev.intalgo.operator.sql.SqlRejected.Reason.Unparseable;

import dev.intalgo.operator.sql.Frame.Frames;
import dev.intalgo.operator.sql.Piece.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.statement.select.Select;
import org.jboss.logging.Logger;

/** Makes SQL that a person or an LLM wrote into SQL that dbt may build, or says why not. */
public final class SqlRewriter {
    private static final Logger LOG = Logger.getLogger(SqlRewriter.class);
    private static final int LONGEST = 100_000;
    private static final Duration TIME = Duration.ofSeconds(5);
    /** The parser descends for every level of an expression; the stack is only taken as it is needed. */
    private static final long STACK = 16L << 20;

    private SqlRewriter() {}

    /**
     * Puts {@code source()} and {@code ref()} in place of the relations of one SELECT and changes nothing else, but for
     * white space and a semicolon at its end and Jinja's delimiters in its strings, which are escaped.
     *
     * @param sql     one SELECT, which may name its relations as the database does or by {@code source()} and
     *                {@code ref()}
     * @param adapter the dbt adapter of the database, for example {@code postgres}
     * @param rules   which functions it may call
     * @throws SqlRejected where it is anything else, or names something that does not exist
     */
    public static Rewrite rewrite(String sql, String adapter, FunctionRules rules, Relations relations)
            throws SqlRejected {
        if (sql.length() > LONGEST) {
            throw new SqlRejected(Unparseable, "The SQL is longer than " + LONGEST + " characters.");
        }
        Dialect dialect = Dialect.of(adapter);
        String text = withoutEnd(sql, Lexer.pieces(sql, dialect));
        List<Piece> pieces = Lexer.pieces(text, dialect);
        Guard.check(text, pieces, dialect, rules.denied());
        return within(parser -> resolve(text, pieces, dialect, rules, relations, parser));
    }

    private static String withoutEnd(String sql, List<Piece> pieces) throws SqlRejected {
        int end = -1;
        for (Piece piece : pieces) {
            if (end < 0 && piece.is(sql, ';')) {
                end = piece.start();
            } else if (end >= 0 && piece.kind() != Kind.COMMENT && !piece.is(sql, ';')) {
                throw new SqlRejected(NotOneSelect, "Write exactly one SELECT: there is more after the semicolon.");
            }
        }
        return (end < 0 ? sql : sql.substring(0, end)).stripTrailing();
    }

    private static Rewrite resolve(
            String sql,
            List<Piece> pieces,
            Dialect dialect,
            FunctionRules rules,
            Relations relations,
            AtomicReference<CCJSqlParser> parser)
            throws SqlRejected {
        Map<Integer, Jinja.Call> templates = new HashMap<>();
        for (Piece piece : pieces) {
            if (piece.kind() == Kind.TEMPLATE) {
                templates.put(piece.start(), Jinja.call(sql, piece.start()));
            }
        }
        Parsed parsed = Parsed.parse(Masked.of(sql, pieces, dialect, templates), pieces, dialect, parser::set);
        Source source = new Source(sql, pieces, dialect, templates, rules.allowed());
        Resolver resolver = Resolver.resolve(parsed, source, relations);
        List<Edit> edits = new ArrayList<>(resolver.edits());
        Set<Integer> placed = new HashSet<>();
        edits.forEach(e -> placed.add(e.start()));
        if (!placed.containsAll(templates.keySet())) {
            throw new SqlRejected(TemplateSyntax, "source() and ref() can only stand in FROM, in place of a table.");
        }
        String dbtSql = Rendering.render(sql, pieces, edits);
        return reviewed(new Rewrite(dbtSql, resolver.references(), Review.NONE, List.of()), parsed, resolver, source);
    }

    /** It is a second opinion: a defect in it is for us to hear of, and must not stop SQL that holds. */
    private static Rewrite reviewed(Rewrite rewrite, Parsed parsed, Resolver resolver, Source source)
            throws SqlRejected {
        try {
            return new Rewrite(
                    rewrite.dbtSql(),
                    rewrite.references(),
                    Reviewer.review(parsed, resolver, source),
                    Lineage.of((Select) parsed.statement(), new Frames(resolver.scopes(), source.dialect())));
        } catch (RuntimeException e) {
            LOG.errorf(e, "SQL that holds cannot be reviewed: %s", source.sql());
            return rewrite;
        }
    }

    private interface Step {
        Rewrite run(AtomicReference<CCJSqlParser> parser) throws SqlRejected;
    }

    /** Runs with a limit on time and, in a thread of its own, on depth: there is SQL on which parsers go on for ever. */
    private static Rewrite within(Step step) throws SqlRejected {
        AtomicReference<CCJSqlParser> parser = new AtomicReference<>();
        FutureTask<Rewrite> task = new FutureTask<>(() -> step.run(parser));
        Thread thread = new Thread(null, task, "sql-parser", STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SqlRejected(Unparseable, "The SQL takes too long to parse: make it simpler.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SqlRejected(Unparseable, "Parsing was interrupted.");
        } catch (ExecutionException e) {
            throw rejected(e.getCause());
        } finally {
            if (!task.isDone() && parser.get() != null) {
                parser.get().interrupted = true;
            }
        }
    }

    private static SqlRejected rejected(Throwable cause) {
        return switch (cause) {
            case SqlRejected rejected -> rejected;
            case StackOverflowError _ ->
                new SqlRejected(Unparseable, "The SQL is nested too deeply: use WITH to flatten it.");
            case Error error -> throw error;
            // The parser fails with all kinds of exceptions on what is not SQL at all.
            default ->
                new SqlRejected(
                        Unparseable,
                        "The SQL cannot be parsed (" + cause.getClass().getSimpleName() + ").");
        };
    }
}
