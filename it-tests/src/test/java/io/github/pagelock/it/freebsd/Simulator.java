package io.github.pagelock.it.freebsd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The simulator as a JVM sees it: FreeBSD's functions, and the knobs, which freebsd_simulator.h
 * describes.
 */
interface Simulator extends Library {
  int RUN_FREELY = 0;
  int HOLD_QUEUED = 1;
  int HOLD_RUNNING = 2;

  int QUEUED = 0;
  int RUNNING = 1;
  int FINISHED = 2;
  int UNRETURNED = 3;
  int BLOCKS = 4;
  int KQUEUES = 5;
  int EVENTS = 6;
  int SUBMITTED_TWICE = 7;
  int OVERWRITTEN = 8;
  int MOST_UNRETURNED = 9;
  int REFUSED = 10;
  int TAKERS = 11;

  int aio_mlock(Pointer block) throws LastErrorException;

  int aio_error(Pointer block) throws LastErrorException;

  long aio_return(Pointer block) throws LastErrorException;

  int aio_cancel(int fd, @Nullable Pointer block) throws LastErrorException;

  int aio_suspend(Pointer[] blocks, int count, @Nullable Memory timeout) throws LastErrorException;

  long aio_waitcomplete(Memory block, @Nullable Memory timeout) throws LastErrorException;

  int kqueue() throws LastErrorException;

  int kevent(
      int queue,
      @Nullable Memory changes,
      int changeCount,
      @Nullable Memory events,
      int room,
      @Nullable Memory timeout)
      throws LastErrorException;

  int close(int fd) throws LastErrorException;

  int mlock(Pointer address, long byteCount) throws LastErrorException;

  int munlock(Pointer address, long byteCount) throws LastErrorException;

  int getrlimit(int resource, Memory limit) throws LastErrorException;

  long sysconf(int name) throws LastErrorException;

  int getpagesize();

  void sim_reset();

  int sim_hold(int where) throws LastErrorException;

  void sim_release(int requests);

  void sim_slow(long microseconds);

  void sim_eager(int on);

  void sim_suspend_restarts(long microseconds);

  void sim_fail_submits(int error, int skip, int count);

  void sim_fail_runs(int error, int skip, int count);

  int sim_sysctl(String name, long value) throws LastErrorException;

  void sim_memlock(long soft, long hard);

  void sim_address_space(long bytes);

  void sim_process(int root, int jailed, int allowMlock);

  void sim_osreldate(int version);

  void sim_elsewhere(int requests, long wiredPages);

  long sim_count(int what) throws LastErrorException;
}
