package dev.intalgo.console.object;

import java.util.List;

/**
 * A page of a long list.
 *
 * @param number from 1
 * @param of how many pages there are, at least 1
 * @param total how many rows all pages have
 */
public record Page<T>(List<T> rows, int number, int of, int total) {
    static final int SIZE = 50;

    /** @param wanted the page to show, from 1; the nearest there is where there is no such */
    public static <T> Page<T> of(List<T> all, int wanted) {
        int pages = Math.max(1, (all.size() + SIZE - 1) / SIZE);
        int number = Math.clamp(wanted, 1, pages);
        int from = (number - 1) * SIZE;
        return new Page<>(all.subList(from, Math.min(from + SIZE, all.size())), number, pages, all.size());
    }
}
