package io.github.pagelock.it.containers;

/**
 * What a container is made of.
 *
 * @param name an image's
 * @param runtime directory of a Java runtime to use, or empty for the image's own
 */
record JavaImage(String name, String runtime) {}
