package dev.intalgo.console.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
    @ParameterizedTest
    @CsvSource({"0, 1, 1, 0, 0", "50, 1, 1, 0, 50", "51, 2, 2, 50, 51", "120, 9, 3, 100, 120", "120, -4, 1, 0, 50"})
    void hasItsPartOfTheList(int size, int wanted, int number, int from, int to) {
        List<Integer> all = IntStream.range(0, size).boxed().toList();
        var page = Page.of(all, wanted);
        assertThat(page.number()).isEqualTo(number);
        assertThat(page.rows()).isEqualTo(all.subList(from, to));
        assertThat(page.total()).isEqualTo(size);
    }
}
