package dev.intalgo.operator.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends with an exception where there is more than a limit, so that a small request cannot unfold into a large one. */
public final class LimitedInputStream extends FilterInputStream {
    /** There was more. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long limit) {
            super("it is larger than " + (limit >> 20) + " MiB");
        }
    }

    private final long limit;
    private long count;

    /** @param limit how many bytes may be read */
    public LimitedInputStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        count(Math.max(read, 0));
        return read;
    }

    @Override
    public long skip(long most) throws IOException {
        long skipped = super.skip(most);
        count(skipped);
        return skipped;
    }

    private void count(long more) throws TooLarge {
        count += more;
        if (count > limit) {
            throw new TooLarge(limit);
        }
    }
}
