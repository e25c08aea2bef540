/**
 * For Pagelock's own providers, to whom alone this package is exported: calls C, by the JDK's
 * foreign-function API or by JNA, and makes the calls that every Unix has; counts resident pages,
 * and makes pages resident.
 */
@NullMarked
package io.github.pagelock.posix;

import org.jspecify.annotations.NullMarked;
