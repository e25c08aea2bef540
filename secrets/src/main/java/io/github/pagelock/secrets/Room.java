package io.github.pagelock.secrets;

import java.nio.ByteBuffer;
import java.util.function.Function;

/** The locked memory of a slab, as it is accessed. */
interface Room {
  /** What a slab has that was given back. Nobody gets there: its secrets are closed. */
  Room GONE =
      new Room() {
        @Override
        public <R> R read(int at, int count, Function<? super ByteBuffer, ? extends R> user) {
          throw new IllegalStateException("the slab was given back");
        }

        @Override
        public <R> R write(int at, int count, Function<? super ByteBuffer, ? extends R> user) {
          throw new IllegalStateException("the slab was given back");
        }

        @Override
        public long address() {
          return 0;
        }

        @Override
        public void close() {}
      };

  /** Gives a function a read-only view of some bytes. */
  <R> R read(int at, int count, Function<? super ByteBuffer, ? extends R> user);

  /** Gives a function a view of some bytes. */
  <R> R write(int at, int count, Function<? super ByteBuffer, ? extends R> user);

  /** Of the first byte. */
  long address();

  /** Wipes it, unlocks it and gives it back. */
  void close();
}
