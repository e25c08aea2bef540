/** What the tests of every provider share: whether classes are loaded when they should be. */
@NullMarked
package io.github.pagelock.loading;

import org.jspecify.annotations.NullMarked;
