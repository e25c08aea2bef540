package io.github.pagelock.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.pagelock.spi.PageLockProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What the build cannot check, as a function of the root package, and the fixture that breaks it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions have no state
enum Rule {
  JNA_STANDS_IN_THE_JNA_PACKAGES_OF_PROVIDERS(
      "CallsJnaItself",
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackage(root + ".provider.*.jna..")
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
                          "org.jspecify..")
                      .and(JavaClass.Predicates.resideOutsideOfPackages(othersThanTheApi(root))))),
  PROVIDERS_DO_NOT_KNOW_EACH_OTHER(
      "KnowsTheOther",
      root -> slices().matching(root + ".provider.(*)..").should().notDependOnEachOther()),
  ONE_CLASS_CALLS_SERVICE_LOADER(
      "LoadsServicesToo",
      root ->
          noClasses()
              .that()
              .doNotHaveFullyQualifiedName(root + ".internal.ProviderLoader")
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
              .beAssignableTo(PageLockProvider.class));

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
    return Stream.of("provider", "tck", "cli", "benchmarks", "it")
        .map(module -> root + "." + module + "..")
        .toArray(String[]::new);
  }

  /**
   * Each package is a slice, but the API's are one: its front makes lockers of what lies behind it,
   * which is made of the front's types.
   */
  private static SliceAssignment packages(String root) {
    List<String> api = List.of(root, root + ".spi", root + ".internal");
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(root)) {
          return SliceIdentifier.ignore();
        }
        return SliceIdentifier.of(api.contains(name) ? "the API" : name);
      }

      @Override
      public String getDescription() {
        return "packages, the API's as one";
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
