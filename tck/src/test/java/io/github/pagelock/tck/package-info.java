/** The kit tested with a fake kernel, and with subjects that are broken on purpose. */
@NullMarked
package io.github.pagelock.tck;

import org.jspecify.annotations.NullMarked;
