/** What users see of a pending lock. Not exported. */
@NullMarked
package io.github.pagelock.internal.view;

import org.jspecify.annotations.NullMarked;
