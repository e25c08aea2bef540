/** Somebody else's providers, which know only pagelock-api. */
@NullMarked
package org.example.guest;

import org.jspecify.annotations.NullMarked;
