package io.github.pagelock.it.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Flags of {@code docker run}, as people write them, for a container of Testcontainers. */
final class DockerFlags {
  private static final long MIB = 1 << 20;

  private final Map<String, Ulimit> ulimits = new HashMap<>();
  private final List<Capability> added = new ArrayList<>();
  private final Map<String, String> tmpfs = new HashMap<>();
  private final HostConfig host;
  private final CreateContainerCmd command;

  private DockerFlags(CreateContainerCmd command) {
    this.command = command;
    this.host = Objects.requireNonNull(command.getHostConfig());
  }

  /** Later flags replace earlier ones, as in the command. An unknown one is an error. */
  static void apply(String flags, CreateContainerCmd command) {
    DockerFlags parser = new DockerFlags(command);
    String[] words = flags.isBlank() ? new String[0] : flags.strip().split("\\s+", -1);
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("--read-only")) {
        parser.host.withReadonlyRootfs(true);
      } else {
        parser.set(words[i], words[++i]);
      }
    }
  }

  private void set(String flag, String value) {
    switch (flag) {
      case "--user" -> command.withUser(value);
      case "--cap-drop" -> host.withCapDrop(Capability.valueOf(value));
      case "--cap-add" -> {
        added.add(Capability.valueOf(value));
        host.withCapAdd(added.toArray(Capability[]::new));
      }
      case "--ulimit" -> {
        String[] parts = value.split("[=:]", -1);
        long soft = Long.parseLong(parts[1]);
        long hard = Long.parseLong(parts[parts.length - 1]);
        ulimits.put(parts[0], new Ulimit(parts[0], soft, hard));
        host.withUlimits(List.copyOf(ulimits.values()));
      }
      case "--memory" -> host.withMemory(Long.parseLong(value.replace("m", "")) * MIB);
      case "--tmpfs" -> {
        String[] parts = value.split(":", 2);
        tmpfs.put(parts[0], parts[1]);
        host.withTmpFs(tmpfs);
      }
      default -> throw new IllegalArgumentException("unknown flag: " + flag);
    }
  }
}
