package io.github.pagelock.provider.freebsd.libc;

import io.github.pagelock.posix.PipeReading;
import io.github.pagelock.posix.Posix;
import org.jspecify.annotations.Nullable;

/**
 * FreeBSD's C library: what it has beyond {@link Posix}, as far as it is needed. No errno can be
 * lost: a call that can fail returns 0 or its errno, one that returns a number returns minus its
 * errno. Addresses and sizes are in bytes. A call that the library lacks throws {@link
 * UnsatisfiedLinkError}.
 *
 * <p>Where mlock fails no page stays locked that was not; munlock unlocks none where one of them is
 * not mapped; the numbers of getrlimit are signed.
 */
public interface LibC extends Posix, PipeReading.Calls {
  /**
   * Asks for a value of the kernel by its number.
   *
   * @param name the number, in parts
   * @param value receives the value; null asks only for its size
   * @param byteCount the room for the value, and then its size
   * @return 0 or errno; ENOMEM if the room is too small
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=sysctl&amp;sektion=3">sysctl(3)</a>
   */
  int sysctl(int[] name, byte @Nullable [] value, long[] byteCount);

  /**
   * Asks for a value of the kernel by its name.
   *
   * @param name such as {@code vm.max_user_wired}
   * @param value receives the value
   * @param byteCount the room for the value, and then its size
   * @return 0 or errno; ENOENT if there is no such name
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=sysctl&amp;sektion=3">sysctlbyname(3)
   *     </a>
   */
  int sysctlbyname(String name, byte[] value, long[] byteCount);

  /**
   * Tells what is to become of pages.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param advice such as MADV_NOCORE
   * @return 0 or errno; EINVAL for advice that there is not
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=madvise">madvise(2)</a>
   */
  int madvise(long address, long byteCount, int advice);

  /**
   * Tells what a child of fork gets in the place of pages.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param inheritance such as INHERIT_ZERO
   * @return 0 or errno; EINVAL for one that there is not
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=minherit">minherit(2)</a>
   */
  int minherit(long address, long byteCount, int inheritance);

  /**
   * Queues a request to lock pages. The kernel copies the control block, and writes to it until
   * aio_return.
   *
   * @param controlBlock the address of a struct aiocb, the request's name from now on
   * @return 0 or errno; EAGAIN where the queue is full
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_mlock">aio_mlock(2)</a>
   */
  int aio_mlock(long controlBlock);

  /**
   * Asks how a request stands.
   *
   * @param controlBlock its control block's address
   * @return 0 if it has succeeded, EINPROGRESS, or the errno that it has failed with; EINVAL too
   *     where there is no such request
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_error">aio_error(2)</a>
   */
  int aio_error(long controlBlock);

  /**
   * Takes the result of a request that has ended, which counts against the queue's limits until
   * then.
   *
   * @param controlBlock its control block's address
   * @return 0, or the errno of the request; EINVAL where there is no such request
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_return">aio_return(2)</a>
   */
  int aio_return(long controlBlock);

  /**
   * Asks to cancel a request.
   *
   * @param descriptor an open file, whose number is in the control block too
   * @param controlBlock its control block's address
   * @return AIO_CANCELED, AIO_NOTCANCELED or AIO_ALLDONE, or minus errno
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_cancel">aio_cancel(2)</a>
   */
  int aio_cancel(int descriptor, long controlBlock);

  /**
   * Opens a queue of events.
   *
   * @return its descriptor, or minus errno
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=kqueue">kqueue(2)</a>
   */
  int kqueue();

  /**
   * Changes what a queue watches, and waits for events.
   *
   * @param kqueue the queue's descriptor
   * @param changes the address of an array of struct kevent, or 0
   * @param changeCount how many there are
   * @param events the address of an array of struct kevent, or 0
   * @param room how many fit
   * @param secondsAndNanos struct timespec: how long to wait for the first event; null: for ever
   * @return how many events there are, or minus errno
   * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=kevent">kevent(2)</a>
   */
  int kevent(
      int kqueue,
      long changes,
      int changeCount,
      long events,
      int room,
      long @Nullable [] secondsAndNanos);

  @Override
  int close(int descriptor);
}
