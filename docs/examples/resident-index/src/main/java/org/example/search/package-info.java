/** A sample of a portable library: it depends on pagelock-api alone. */
@NullMarked
package org.example.search;

import org.jspecify.annotations.NullMarked;
