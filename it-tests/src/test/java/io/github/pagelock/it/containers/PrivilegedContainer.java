package io.github.pagelock.it.containers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A container that waits for commands, with the payload and no network. */
final class PrivilegedContainer implements AutoCloseable {
  private static final String JAVA_HOME = "/runtime";

  private final GenericContainer<?> container;
  private final String java;

  /**
   * Starts it.
   *
   * @param flags for {@code docker run}
   * @param image what it is made of
   */
  PrivilegedContainer(Path payload, String flags, JavaImage image) {
    String[] label = Lab.here().need("label", "containers").split("=", -1);
    Stream<Bind> binds = Stream.of(bind(payload.toString(), Payload.INSIDE));
    List<Bind> all =
        (image.runtime().isEmpty()
                ? binds
                : Stream.concat(binds, Stream.of(bind(image.runtime(), JAVA_HOME))))
            .toList();
    java = image.runtime().isEmpty() ? "java" : JAVA_HOME + "/bin/java";
    container =
        new GenericContainer<>(DockerImageName.parse(image.name()))
            .withNetworkMode("none")
            .withLabel(label[0], label[1])
            .withCommand("sleep", "infinity")
            .withCreateContainerCmdModifier(
                command -> {
                  Objects.requireNonNull(command.getHostConfig()).withBinds(all);
                  DockerFlags.apply(flags, command);
                });
    container.start();
  }

  private static Bind bind(String from, String to) {
    return new Bind(from, new Volume(to), AccessMode.ro);
  }

  ExecResult run(String... command) {
    try {
      return container.execInContainer(command);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(String.join(" ", command), e);
    }
  }

  ExecResult java(String... arguments) {
    String[] fixed = {
      java,
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Xmx64m",
      "--enable-native-access=ALL-UNNAMED",
      "-cp",
      Payload.CLASS_PATH
    };
    return run(
        Stream.concat(Arrays.stream(fixed), Arrays.stream(arguments)).toArray(String[]::new));
  }

  /** As the engine's own commands name it. */
  String id() {
    return container.getContainerId();
  }

  @Override
  public void close() {
    container.stop();
  }
}
