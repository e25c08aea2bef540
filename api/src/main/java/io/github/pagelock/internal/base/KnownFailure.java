package io.github.pagelock.internal.base;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException.Reason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a failure, from the SPI to the exception that users see.
 *
 * @param because what went wrong, where no diagnosis tells it
 * @param diagnosis makes the cause and the cure when somebody asks
 */
public record KnownFailure(
    Reason reason,
    String operation,
    long address,
    long byteCount,
    int errno,
    String errnoName,
    String because,
    @Nullable LockLimits limits,
    @Nullable Supplier<Diagnosis> diagnosis,
    @Nullable Throwable cause) {}
