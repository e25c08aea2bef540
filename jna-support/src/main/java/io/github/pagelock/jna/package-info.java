/**
 * What Pagelock's own providers share: loads JNA, and explains in a sentence why it cannot be
 * loaded; counts resident pages.
 */
@NullMarked
package io.github.pagelock.jna;

import org.jspecify.annotations.NullMarked;
