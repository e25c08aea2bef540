package io.github.pagelock.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.FileStatus;
import io.github.pagelock.spi.PageLockProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What the build cannot check, as a function of the root package, and the fixture that breaks it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions have no state
enum Rule {
  JNA_STANDS_IN_PACKAGES_OF_ITS_OWN(
      "CallsJnaItself",
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackages(
                  root + ".jna..", root + ".provider.*.libc..", root + ".cli.libc..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("com.sun.jna..")),
  THE_API_DEPENDS_ON_THE_JDK_ALONE(
      "UsesALibrary",
      root ->
          classes()
              .that()
              .resideOutsideOfPackages(othersThanTheApi(root))
              .should()
              .onlyDependOnClassesThat(
                  JavaClass.Predicates.resideInAnyPackage(
                          root + "..",
                          "java..",
                          "javax.management..",
                          "jdk.jfr..",
                          "com.google.errorprone.annotations..",
                          "org.jspecify..")
                      .and(JavaClass.Predicates.resideOutsideOfPackages(othersThanTheApi(root))))),
  PROVIDERS_DO_NOT_KNOW_EACH_OTHER(
      "KnowsTheOther",
      root -> slices().matching(root + ".provider.(*)..").should().notDependOnEachOther()),
  ONE_CLASS_FOR_EACH_SERVICE_CALLS_SERVICE_LOADER(
      "LoadsServicesToo",
      root ->
          noClasses()
              .that()
              .doNotHaveFullyQualifiedName(root + ".internal.provide.ProviderLoader")
              .and()
              .doNotHaveFullyQualifiedName(root + ".posix.NativeAccess")
              .should()
              .dependOnClassesThat()
              .areAssignableTo(ServiceLoader.class)),
  STANDARD_STREAMS_BELONG_TO_THE_COMMAND_LINE(
      "Prints",
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackage(root + ".cli..")
              .should(ACCESS_STANDARD_STREAMS)),
  CALLS_GO_DOWNWARD_IN_THE_ENGINE(
      "KnowsTheRoomAbove", root -> classes().should(knowOnlyTheRoomsBelow(root))),
  ROOMS_ARE_SMALL("TooMany", root -> classes().should(beAmongFew(root))),
  PACKAGES_HAVE_NO_CYCLES(
      "Half", root -> slices().assignedFrom(packages(root)).should().beFreeOfCycles()),
  EVERY_PACKAGE_IS_NULL_MARKED("NotNullMarked", root -> classes().should(beInANullMarkedPackage())),
  A_PROVIDERS_ONLY_PUBLIC_CLASS_IS_THE_PROVIDER(
      "PublicHelper",
      root ->
          classes()
              .that()
              .arePublic()
              .and()
              .areTopLevelClasses()
              .and()
              .resideInAPackage(root + ".provider.*")
              .should()
              .beAssignableTo(PageLockProvider.class)),
  A_SWITCH_OVER_WHAT_MAY_GROW_HAS_A_DEFAULT(
      "TakesItForAll", root -> classes().should(haveADefaultWhereAnEnumMayGrow()));

  /** The public enums whose documentation says so. */
  private static final Set<Class<?>> MAY_GROW =
      Set.of(
          Capability.class,
          KernelState.class,
          LockPolicy.class,
          PageLockException.Reason.class,
          Diagnosis.Cause.class,
          Launcher.Kind.class,
          FileStatus.Kind.class,
          Bound.class);

  /** What the violations name. */
  final String culprit;

  private final Function<String, ArchRule> rule;

  Rule(String culprit, Function<String, ArchRule> rule) {
    this.culprit = culprit;
    this.rule = rule;
  }

  ArchRule below(String root) {
    return rule.apply(root);
  }

  private static String[] othersThanTheApi(String root) {
    return Stream.of("jna", "provider", "files", "secrets", "tck", "cli", "benchmarks", "it")
        .map(module -> root + "." + module + "..")
        .toArray(String[]::new);
  }

  /**
   * Each package is a slice, but the API's are one: its front makes lockers of what lies behind it,
   * which is made of the front's types.
   */
  private static SliceAssignment packages(String root) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(root)) {
          return SliceIdentifier.ignore();
        }
        return SliceIdentifier.of(isOfTheApi(root, name) ? "the API" : name);
      }

      @Override
      public String getDescription() {
        return "packages, the API's as one";
      }
    };
  }

  private static boolean isOfTheApi(String root, String packageName) {
    return packageName.equals(root)
        || packageName.equals(root + ".spi")
        || packageName.startsWith(root + ".internal");
  }

  /** The rooms of the engine, from the front down: a class knows its own and those after it. */
  private static final List<String> ROOMS =
      List.of(
          "",
          ".provide",
          ".memory",
          ".process",
          ".view",
          ".files",
          ".handle",
          ".pending",
          ".steps",
          ".engine",
          ".admit",
          ".kernel",
          ".book",
          ".pages",
          ".watch",
          ".events",
          ".work",
          ".base");

  private static ArchCondition<JavaClass> knowOnlyTheRoomsBelow(String root) {
    List<String> rooms = ROOMS.stream().map(room -> root + ".internal" + room).toList();
    return new ArchCondition<>("know only the rooms below") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String internal = root + ".internal";
        int own = rooms.indexOf(type.getPackageName());
        if (own < 0) {
          if (type.getPackageName().startsWith(internal)) {
            events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no room"));
          }
          return;
        }
        type.getDirectDependenciesFromSelf().stream()
            .filter(
                known -> {
                  int its = rooms.indexOf(known.getTargetClass().getPackageName());
                  return its >= 0 && its < own;
                })
            .forEach(
                known -> events.add(SimpleConditionEvent.violated(type, known.getDescription())));
      }
    };
  }

  /** Classes with a file of their own; package-info.java is one more. */
  private static final int MOST_CLASSES = 13;

  private static ArchCondition<JavaClass> beAmongFew(String root) {
    return new ArchCondition<>("be among at most " + MOST_CLASSES + " of a room") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackageName().startsWith(root + ".internal") || !type.isTopLevelClass()) {
          return;
        }
        long count =
            type.getPackage().getClasses().stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(each -> !each.getSimpleName().equals("package-info"))
                .count();
        if (count > MOST_CLASSES) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " is one of " + count + " of its package"));
        }
      }
    };
  }

  /** Where a switch takes its cases for all there are, javac lets it throw for any other. */
  private static ArchCondition<JavaClass> haveADefaultWhereAnEnumMayGrow() {
    Set<String> growing = MAY_GROW.stream().map(Class::getName).collect(Collectors.toSet());
    return new ArchCondition<>("have a default where they switch over what may grow") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaCodeUnit code : type.getCodeUnits()) {
          boolean isSwitch =
              code.getMethodCallsFromSelf().stream()
                  .filter(call -> call.getName().equals("ordinal"))
                  .anyMatch(call -> growing.contains(call.getTargetOwner().getName()));
          boolean isForAll =
              code.getConstructorCallsFromSelf().stream()
                  .map(call -> call.getTargetOwner().getName())
                  .anyMatch(IncompatibleClassChangeError.class.getName()::equals);
          if (isSwitch && isForAll) {
            events.add(SimpleConditionEvent.violated(type, code.getFullName() + " has no default"));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a @NullMarked package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " is in a package that is not @NullMarked"));
        }
      }
    };
  }
}
