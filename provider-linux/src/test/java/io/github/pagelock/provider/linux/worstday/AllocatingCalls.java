package io.github.pagelock.provider.linux.worstday;

import java.util.Set;

/** Which of the JDK's methods may need memory, as their code says (JDK 17 and 25). */
final class AllocatingCalls {
  private static final Set<String> NAMES =
      Set.of(
          // Collections, their views and iterators.
          "add",
          "addAll",
          "addFirst",
          "addLast",
          "asList",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "copyOf",
          "copyOfRange",
          "descendingIterator",
          "entrySet",
          "ceilingEntry",
          "firstEntry",
          "floorEntry",
          "headMap",
          "higherEntry",
          "iterator",
          "keySet",
          "lastEntry",
          "listIterator",
          "lowerEntry",
          "merge",
          "newKeySet",
          "of",
          "offer",
          "offerFirst",
          "offerLast",
          "pollFirstEntry",
          "push",
          "put",
          "putAll",
          "putIfAbsent",
          "removeIf",
          "sort",
          "subList",
          "subMap",
          "tailMap",
          "toArray",
          "unmodifiableList",
          "unmodifiableMap",
          "values",
          "stream",
          // Text, boxes, exceptions.
          "append",
          "clone",
          "concat",
          "format",
          "formatted",
          "getStackTrace",
          "getSuppressed",
          "addSuppressed",
          "join",
          "ofNullable",
          "repeat",
          "replace",
          "replaceAll",
          "split",
          "strip",
          "substring",
          "toHexString",
          "toString",
          "valueOf",
          "flatMap",
          "map",
          // Threads that wait need a place in the queue; contended counters and executors too.
          "acquire",
          "acquireUninterruptibly",
          "await",
          "execute",
          "increment",
          "lock",
          "lockInterruptibly",
          "schedule",
          "shutdown",
          "submit",
          "allOf",
          "anyOf",
          "completeExceptionally",
          "delayedExecutor",
          "exceptionally",
          "handle",
          "minimalCompletionStage",
          "orTimeout",
          "thenAccept",
          "thenApply",
          "thenRun",
          "whenComplete",
          "whenCompleteAsync",
          "create",
          "duplicate",
          "log",
          "register",
          "slice");

  private AllocatingCalls() {}

  static boolean contains(String owner, String name, String descriptor) {
    if (owner.startsWith("[")) {
      return name.equals("clone");
    }
    if (!owner.startsWith("java/") || owner.equals("java/lang/Boolean")) {
      return false;
    }
    if (owner.startsWith("java/util/stream/")) {
      return true;
    }
    return switch (name) {
      case "get" -> owner.equals("java/lang/ThreadLocal") || owner.endsWith("/CompletableFuture");
      // Skip lists mark what they remove.
      case "remove" -> owner.contains("Navigable") || owner.contains("SkipList");
      case "of" -> !descriptor.startsWith("()"); // List.of() is a constant
      case "join" -> !owner.equals("java/lang/Thread");
      default -> NAMES.contains(name);
    };
  }
}
