/** The ledger, the chunks and the selection of a provider. Not exported. */
@NullMarked
package io.github.pagelock.internal;

import org.jspecify.annotations.NullMarked;
