/** Programs that the tests run in second JVMs, on the class path and as a module. */
@NullMarked
package io.github.pagelock.it.probe;

import org.jspecify.annotations.NullMarked;
