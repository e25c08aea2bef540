/**
 * What every room may use: failures, the log, locks without memory, and objects that keep no class
 * loader. Not exported.
 */
@NullMarked
package io.github.pagelock.internal.base;

import org.jspecify.annotations.NullMarked;
