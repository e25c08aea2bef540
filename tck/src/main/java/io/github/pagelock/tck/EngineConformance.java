package io.github.pagelock.tck;

/**
 * For Pagelock's own build: the rest of the rules L1 to L13 of a lock, A1 to A12 of a pending lock,
 * M1 to M9 of locked memory, R1 to R10 of the whole process, and X1 to X4 of the worst day. They
 * are about the engine, whatever the provider, and look at what may change in any version, such as
 * the names of its threads. Who extends it tests Pagelock once more, for half a minute.
 */
public abstract class EngineConformance extends PageLockConformance
    implements ArgumentRules,
        FailedUnlockRules,
        MissingCapabilityRules,
        NestedLimitRules,
        AdmissionRules,
        FileSystemRules,
        ReservationRules,
        ConcurrencyRules,
        OwnershipRules,
        CloseRules,
        DegradedRules,
        MappingRules,
        ChunkRules,
        MemoryRules,
        MemoryEndRules,
        MemoryUseRules,
        MissingPromiseRules,
        ProcessEngineRules,
        ThrowingProviderRules,
        FirstFailureRules,
        ThrowingExecutorRules,
        ThrowingLogRules,
        InnocentRules,
        SubmitRules,
        CapacityRules,
        PendingAtomicityRules,
        CancelRules,
        AwaitRules,
        CallbackRules,
        CallbackThreadRules,
        ProgressRules,
        PendingChunkRules,
        QueueRules,
        PendingOwnershipRules,
        ShutdownRules {
  /** For subclasses. */
  protected EngineConformance() {}
}
