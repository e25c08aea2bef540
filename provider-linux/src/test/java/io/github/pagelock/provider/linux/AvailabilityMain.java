package io.github.pagelock.provider.linux;

import io.github.pagelock.spi.Availability;

/** Prints whether the provider is available, or why not. */
final class AvailabilityMain {
  private AvailabilityMain() {}

  public static void main(String[] arguments) {
    Availability availability = new LinuxProvider().availability();
    System.out.println("available=" + availability.isAvailable());
    System.out.println("reason=" + availability.reason());
    System.out.println("again=" + new LinuxProvider().availability().equals(availability));
  }
}
