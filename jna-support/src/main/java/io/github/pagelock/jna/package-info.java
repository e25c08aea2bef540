/**
 * What Pagelock's own providers share: loads JNA, and explains in a sentence why it cannot be
 * loaded; makes the calls that every Unix has; counts resident pages, and makes pages resident.
 */
@NullMarked
package io.github.pagelock.jna;

import org.jspecify.annotations.NullMarked;
