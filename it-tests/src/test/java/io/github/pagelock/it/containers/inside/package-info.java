/** What runs inside containers and guests: it needs no more than the jars of {@code Payload}. */
@NullMarked
package io.github.pagelock.it.containers.inside;

import org.jspecify.annotations.NullMarked;
