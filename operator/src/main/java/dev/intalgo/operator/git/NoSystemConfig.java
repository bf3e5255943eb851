package dev.intalgo.operator.git;

import java.io.File;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Makes JGit ignore the machine's and the user's own Git configuration, which could rewrite URLs or add credentials,
 * and write none: an operator behaves the same wherever it runs.
 */
final class NoSystemConfig extends SystemReader.Delegate {
    private NoSystemConfig(SystemReader system) {
        super(system);
    }

    static void install() {
        synchronized (NoSystemConfig.class) {
            if (!(SystemReader.getInstance() instanceof NoSystemConfig)) {
                SystemReader.setInstance(new NoSystemConfig(SystemReader.getInstance()));
            }
        }
    }

    @Override
    public String getenv(String variable) {
        // JGit would run the program that this names in place of its own SSH.
        return variable.equals("GIT_SSH") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new InMemory(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new InMemory(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new InMemory(parent, fs);
    }

    private static final class InMemory extends FileBasedConfig {
        InMemory(Config parent, FS fs) {
            super(parent, new File("none"), fs);
        }

        @Override
        public void load() {
            // Nothing is read.
        }

        @Override
        public void save() {
            // JGit measures the file system's clock and would keep the result; it measures again instead.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
