package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Policies as the command line writes them: {@code required}, {@code best-effort}. */
final class PolicyName implements ITypeConverter<LockPolicy> {
  PolicyName() {}

  static String of(LockPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What completion offers. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(Arrays.stream(LockPolicy.values()).map(PolicyName::of).toList());
    }
  }

  @Override
  public LockPolicy convert(String text) {
    return Arrays.stream(LockPolicy.values())
        .filter(policy -> of(policy).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is not a policy: write "
                        + Arrays.stream(LockPolicy.values())
                            .map(PolicyName::of)
                            .collect(Collectors.joining(" or "))));
  }
}
