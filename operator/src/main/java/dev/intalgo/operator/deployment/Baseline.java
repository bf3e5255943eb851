package dev.intalgo.operator.deployment;

import java.util.Optional;

/**
 * What selectors of the method state compare with.
 *
 * @param commit a commit, or {@link dev.intalgo.operator.target.Options#NOTHING}
 * @param place where it was built, where that is known to be another place than where this is built
 * @param defer whether models that are not run are read from there
 */
record Baseline(String commit, Optional<Place> place, boolean defer) {}
