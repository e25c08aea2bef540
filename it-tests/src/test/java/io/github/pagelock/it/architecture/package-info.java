/** The rules of the house, checked on the compiled classes, and what breaks each of them. */
@NullMarked
package io.github.pagelock.it.architecture;

import org.jspecify.annotations.NullMarked;
