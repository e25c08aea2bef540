/** What only real jars and second JVMs can show. */
@NullMarked
package io.github.pagelock.it;

import org.jspecify.annotations.NullMarked;
