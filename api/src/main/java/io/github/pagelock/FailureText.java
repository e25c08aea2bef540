package io.github.pagelock;

import java.util.Optional;

/** The message of a failure. */
final class FailureText {
  private FailureText() {}

  /**
   * Puts it together.
   *
   * @param because what went wrong; if it is empty, the diagnosis tells
   */
  static String of(PageLockException failure, String because) {
    StringBuilder text = new StringBuilder(failure.operation());
    if (failure.byteCount() != 0) {
      text.append("(0x").append(Long.toHexString(failure.address()));
      text.append(", ").append(failure.byteCount()).append(" bytes)");
    }
    if (failure.errno() == 0) {
      text.append(" refused");
    } else {
      text.append(" failed with ").append(failure.errnoName());
      text.append(" (errno ").append(failure.errno()).append(')');
    }
    text.append(": ").append(failure.reason());
    Optional<Diagnosis> diagnosis = failure.diagnosis();
    String why = because.isEmpty() ? diagnosis.map(Diagnosis::explanation).orElse("") : because;
    if (!why.isEmpty()) {
      text.append(": ").append(why);
    }
    failure.limits().ifPresent(limits -> text.append("; ").append(limits));
    text.append('.');
    String cure = diagnosis.map(known -> known.cure().toString()).orElse("");
    return cure.isEmpty() ? text.toString() : text.append(' ').append(cure).toString();
  }
}
