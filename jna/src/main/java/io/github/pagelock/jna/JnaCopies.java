package io.github.pagelock.jna;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where JNA is found, the one that is used first. Two copies are easily had: {@code jna} and {@code
 * jna-jpms} hold the same classes, and Maven takes them for two libraries. That does no harm as
 * long as the first is new enough.
 *
 * @param places jars or directories
 */
record JnaCopies(List<String> places) {
  private static final String CLASS = "com/sun/jna/Native.class";

  static JnaCopies find(ClassLoader loader) {
    List<String> places = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(CLASS))) {
        String place = place(url.toString());
        if (!places.contains(place)) {
          places.add(place);
        }
      }
    } catch (IOException cannotTell) {
      return new JnaCopies(List.of());
    }
    return new JnaCopies(List.copyOf(places));
  }

  boolean isAmbiguous() {
    return places.size() > 1;
  }

  /** Which copies there are, and what to do about it. */
  String describe() {
    return "JNA is there more than once, in "
        + String.join(" and in ", places)
        + "; the first is used. Leave only the newest: exclude net.java.dev.jna:jna or"
        + " net.java.dev.jna:jna-jpms from the dependency that brings the other";
  }

  private static String place(String url) {
    String place = url;
    int inJar = place.indexOf("!/");
    place = inJar < 0 ? place : place.substring(0, inJar);
    place = place.startsWith("jar:") ? place.substring("jar:".length()) : place;
    return place.startsWith("file:") ? place.substring("file:".length()) : place;
  }
}
