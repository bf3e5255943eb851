package dev.intalgo.operator.sql;

import dev.intalgo.operator.sql.Frame.Frames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.statement.select.Select;

/** Reads SQL again for what a database accepts and a person would not mean. */
final class Reviewer {
    /** No more than can be dealt with at once. */
    private static final int MOST = 10;

    private Reviewer() {}

    static Review review(Parsed parsed, Resolver resolver, Source source) throws SqlRejected {
        Frames frames = new Frames(resolver.scopes(), source.dialect());
        Set<Finding> findings = new LinkedHashSet<>();
        for (var select : resolver.places().keySet()) {
            Frame frame = frames.of(select);
            findings.addAll(Cartesians.in(frame));
            findings.addAll(Limits.in(frame));
            findings.addAll(NotIns.in(frame));
            if (source.dialect().sessionTimeZone()) {
                findings.addAll(TimeZones.in(frame));
            }
            if (!source.dialect().nullsZeroDivision()) {
                findings.addAll(Divisions.in(frame));
            }
        }
        findings.addAll(Limits.in((Select) parsed.statement(), frames));
        List<Probe> probes = new ArrayList<>();
        Text text = new Text(source, resolver);
        for (var select : resolver.places().keySet()) {
            Frame frame = frames.of(select);
            probes.addAll(Cartesians.probes(frame));
            probes.addAll(FanOuts.in(frame, text));
        }
        return new Review(
                findings.stream().limit(MOST).toList(),
                probes.stream().limit(MOST).toList());
    }
}
