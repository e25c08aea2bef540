package io.github.pagelock.jna;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where JNA is found, the one that is used first. Two copies are easily had: {@code jna} and {@code
 * jna-jpms} hold the same classes, and Maven takes them for two libraries.
 *
 * @param places jars or directories
 * @param artifact the artifact of the provider that asks
 */
record JnaCopies(List<String> places, String artifact) {
  private static final String CLASS = "com/sun/jna/Native.class";

  static JnaCopies find(ClassLoader loader, String artifact) {
    List<String> places = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(CLASS))) {
        String place = place(url.toString());
        if (!places.contains(place)) {
          places.add(place);
        }
      }
    } catch (IOException cannotTell) {
      return new JnaCopies(List.of(), artifact);
    }
    return new JnaCopies(List.copyOf(places), artifact);
  }

  boolean isAmbiguous() {
    return places.size() > 1;
  }

  /** Which copies there are, and the exclusion to write. */
  String describe() {
    return "JNA is there more than once, in "
        + String.join(" and in ", places)
        + "; the first is used. Leave one: to keep the artifact jna, add <exclusion><groupId>"
        + "net.java.dev.jna</groupId><artifactId>jna-jpms</artifactId></exclusion> to the"
        + " dependency on io.github.pagelock:"
        + artifact;
  }

  private static String place(String url) {
    String place = url;
    int inJar = place.indexOf("!/");
    place = inJar < 0 ? place : place.substring(0, inJar);
    place = place.startsWith("jar:") ? place.substring("jar:".length()) : place;
    return place.startsWith("file:") ? place.substring("file:".length()) : place;
  }
}
