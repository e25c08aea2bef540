package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.internal.base.KnownFailure;
import io.github.pagelock.spi.FileMapper;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import io.github.pagelock.spi.ProcessLocking;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every public method of every public type refuses null at once, with the parameter's name. */
class NullArgumentsTest {
  /** Providers implement these, and the engine alone calls them. */
  private static final Set<Class<?>> FOR_PROVIDERS =
      Set.of(
          PageLockProvider.class,
          PageOperations.class,
          LockQueue.class,
          MemoryMapper.class,
          FileMapper.class,
          Populator.class,
          ProcessLocking.class);

  private final FakeKernel kernel = new FakeKernel();
  private final PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build();
  private final LockedRange handle =
      locker.lock(MemoryRange.ofAddress(kernel.map(1), kernel.pageSize(), null));
  private final PendingLock<LockedRange> pending = locker.lockAsync(handle.range());
  private final PendingLock<List<LockedRange>> several =
      locker.lockAllAsync(List.of(handle.range()), LockMode.PLAIN);
  private final LockedMemory memory = locker.allocate(8192);
  private final ProcessLock process = locker.lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
  private final Map<Class<?>, Object> samples = new HashMap<>();
  private final List<String> taken = new ArrayList<>();
  private int checked;

  NullArgumentsTest() {
    sample(ByteBuffer.class, ByteBuffer.allocateDirect(8));
    sample(MemoryRange.class, handle.range());
    sample(Duration.class, Duration.ZERO);
    sample(String.class, "text");
    sample(Executor.class, (Executor) Runnable::run);
    sample(ToLongFunction.class, (ToLongFunction<Object>) any -> 0);
    sample(Function.class, Function.identity());
    sample(Supplier.class, (Supplier<Object>) () -> Cure.NONE);
    sample(LockCost.class, LockCost.NONE);
    sample(Collection.class, List.of());
    sample(List.class, List.of());
    sample(Map.class, Map.of());
    sample(Throwable.class, new IllegalStateException());
    sample(Launcher.class, Launcher.UNKNOWN);
    sample(Cure.class, Cure.NONE);
    sample(Remedy.class, Remedy.of("try again", true));
    sample(Diagnosis.class, Diagnosis.of(Diagnosis.Cause.UNKNOWN, "why", Cure.NONE));
    sample(LockLimits.class, LockLimits.ALL_UNKNOWN);
    sample(Limit.class, Limit.UNLIMITED);
    sample(OptionalLong.class, OptionalLong.empty());
    sample(MappingRoom.class, MappingRoom.ALL_UNKNOWN);
    sample(MemoryRoom.class, MemoryRoom.ALL_UNKNOWN);
    sample(PageLockProvider.class, new FakeProvider(kernel));
    sample(PageOperations.class, kernel);
    sample(PageLocker.class, locker);
    sample(LockedRange.class, handle);
    sample(Allocation.class, Allocation.of(8));
    sample(Capability[].class, new Capability[] {Capability.SEAL});
    sample(LockedMemory.class, memory);
    sample(ProcessLock.class, process);
    sample(ProcessProgress.class, (ProcessProgress) (done, total) -> {});
    sample(MemoryState.class, MemoryState.of(KernelState.LOCKED, Set.of()));
    sample(Consumer.class, (Consumer<Object>) any -> {});
    sample(Set.class, Set.of());
    sample(PendingLock.class, pending);
    sample(PageLockerBuilder.class, PageLocker.builder());
    sample(LockFailure.class, LockFailure.of(PageLockException.Reason.OTHER, "lock", 0, 1));
    sample(ProviderCandidate.class, locker.provider().candidate());
    sample(
        KnownFailure.class,
        new KnownFailure(
            PageLockException.Reason.OTHER, "lock", 0, 1, 0, "", "", null, null, null));
  }

  private void sample(Class<?> type, Object instance) {
    samples.put(type, instance);
  }

  @AfterEach
  void close() {
    handle.close();
    memory.close();
    process.close();
    locker.close();
  }

  @Test
  void everyPublicMethodRefusesNull() throws Exception {
    assertTrue(pending.await(Duration.ofSeconds(30)));
    assertTrue(several.await(Duration.ofSeconds(30)));
    for (Class<?> type : publicTypes()) {
      for (Executable executable : executables(type)) {
        check(type, executable);
      }
    }
    assertEquals(List.of(), taken, "takes null, or does not say what was null");
    assertTrue(checked > 60, "checked only " + checked);
    long before = kernel.lockedBytes();
    pending.result().close();
    several.result().forEach(LockedRange::close);
    assertEquals(before, kernel.lockedBytes(), "what was locked in vain is locked still");
  }

  private static List<Class<?>> publicTypes() throws Exception {
    List<Class<?>> types = new ArrayList<>();
    Path classes =
        Path.of(PageLocker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (String name : List.of("io.github.pagelock", "io.github.pagelock.spi")) {
      try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
          String simple =
              Objects.requireNonNull(file.getFileName()).toString().replace(".class", "");
          if (!simple.equals("package-info")) {
            Class<?> type = Class.forName(name + "." + simple);
            if (Modifier.isPublic(type.getModifiers())) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }

  private static List<Executable> executables(Class<?> type) {
    List<Executable> all = new ArrayList<>(List.of(type.getConstructors()));
    for (Method method : type.getDeclaredMethods()) {
      boolean isStatic = Modifier.isStatic(method.getModifiers());
      boolean isOurs = FOR_PROVIDERS.stream().noneMatch(spi -> spi.isAssignableFrom(type));
      if (Modifier.isPublic(method.getModifiers())
          && !method.isSynthetic()
          && !method.getName().equals("equals")
          && !(type.isEnum() && isStatic)
          && (isStatic || isOurs)) {
        all.add(method);
      }
    }
    return all;
  }

  private void check(Class<?> type, Executable executable) throws Exception {
    Parameter[] parameters = executable.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      Parameter parameter = parameters[i];
      if (parameter.getType().isPrimitive()
          || parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        continue;
      }
      refuses(type, executable, i, null, parameter.getName());
      if (parameter.getType() == Set.class) {
        refuses(type, executable, i, Collections.singleton(null), null);
      } else if (Collection.class.isAssignableFrom(parameter.getType())) {
        refuses(type, executable, i, Collections.singletonList(null), null);
        refuses(type, executable, i, Arrays.asList(null, null), null);
      }
    }
  }

  private void refuses(
      Class<?> type,
      Executable executable,
      int index,
      @Nullable Object given,
      @Nullable String name)
      throws Exception {
    checked++;
    String outcome;
    try {
      Object[] arguments =
          Arrays.stream(executable.getParameterTypes()).map(this::sampleOf).toArray();
      arguments[index] = given;
      if (executable instanceof Method method) {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        method.invoke(isStatic ? null : sampleOf(type), arguments);
      } else {
        ((java.lang.reflect.Constructor<?>) executable).newInstance(arguments);
      }
      outcome = "nothing is thrown";
    } catch (InvocationTargetException thrown) {
      Throwable cause = thrown.getCause();
      if (cause instanceof NullPointerException
          && (name == null || name.equals(cause.getMessage()))) {
        return;
      }
      outcome = String.valueOf(cause);
    }
    taken.add(executable + ", argument " + index + " " + given + ": " + outcome);
  }

  private Object sampleOf(Class<?> type) {
    if (type == long.class) {
      return 8192L;
    }
    if (type == int.class) {
      return 8192;
    }
    if (type == boolean.class) {
      return false;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    Object sample = samples.get(type);
    if (sample == null) {
      throw new AssertionError("give this test a sample of " + type);
    }
    return sample;
  }
}
