/** An application of a server, which has a copy of Pagelock or uses the server's. */
@NullMarked
package io.github.pagelock.it.webapp;

import org.jspecify.annotations.NullMarked;
