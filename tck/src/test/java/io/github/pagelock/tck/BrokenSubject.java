package io.github.pagelock.tck;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A subject, every rule that it breaks, the first of them on purpose, and tests that must fail. */
record BrokenSubject(Class<?> subject, Set<String> rules, Set<String> tests) {
  @Override
  public String toString() {
    return subject.getSimpleName() + " breaks " + new TreeSet<>(rules);
  }

  static BrokenSubject broken(Class<?> subject, String rules, String... tests) {
    return new BrokenSubject(subject, Set.of(rules.split(" ", -1)), Set.of(tests));
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
            synchronous(),
            BrokenDegradation.subjects().stream(),
            BrokenAsyncSubjects.all(),
            BrokenCosts.all(),
            BrokenFileSystems.all(),
            BrokenReservations.all(),
            BrokenWorstDays.all(),
            BrokenBystanders.all(),
            BrokenQueueCancels.all(),
            BrokenMappers.all(),
            BrokenMemories.all(),
            BrokenProcesses.all())
        .flatMap(subjects -> subjects);
  }

  private static Stream<BrokenSubject> synchronous() {
    return Stream.of(
        broken(
            GuessingEngines.LocksAnotherPageForAnImpossibleRange.class,
            "L02",
            "required_L02_rangeBeyondTheAddressSpaceIsRefused"),
        broken(
            BrokenLinks.RepeatsEveryCall.class,
            "L03",
            "required_L03_nestedLockMakesNoCallWhereItIsNotFree"),
        broken(
            BrokenProviders.NamesNoRange.class,
            "L04",
            "optional_L04_failureNamesTheRangeAndTheErrno"),
        broken(
            GuessingEngines.TakesTheOthersFailureForItsOwn.class,
            "L05",
            "required_L05_waitingRequestLocksItselfIfTheOtherFails",
            "required_L05_waitingLockLocksItselfIfTheOtherFails"),
        broken(
            GuessingEngines.VerifiesClosedHandles.class,
            "L07",
            "optional_L07_closedHandleDoesNotVerify"),
        broken(
            GuessingEngines.GuessesWhatIsMissing.class,
            "L04 L10",
            "optional_L04_failedOnFaultLockLeavesNothingLocked",
            "required_L10_missingLimitsThrowsUnsupported",
            "required_L10_missingOnFaultThrowsUnsupported",
            "required_L10_missingResidencyThrowsUnsupported",
            "required_L10_missingVerifyThrowsUnsupported"),
        broken(
            BrokenProviders.ReadsTheLimitsOnce.class,
            "L10",
            "optional_L10_claimedLimitsFollowWhatIsLocked"),
        broken(
            BrokenEngines.RoundsInward.class,
            "L01",
            "required_L01_rangeIsRoundedOutwardToWholePages",
            "required_L01_singleByteLocksItsPageOnly",
            "required_L01_handleTellsTheRequestAndTheLockedPages",
            "optional_L01_bufferIsLockedFromPositionToLimit",
            "required_L01_lockedPagesAreResident"),
        broken(
            BrokenLinks.TellsTheUsualPages.class,
            "L01",
            "required_L01_handleTellsWholePagesOfItsMapping"),
        broken(
            BrokenEngines.LocksACopyOfAHeapBuffer.class,
            "L02",
            "required_L02_heapBufferIsRefusedWithTheReason",
            "required_L02_heapBufferIsRefusedUnderBestEffortToo"),
        broken(
            BrokenEngines.LocksTheWholePageOfAnEmptyBuffer.class,
            "L02",
            "required_L02_emptyBufferIsRefused"),
        broken(
            BrokenEngines.UnlocksTheWholeRange.class,
            "L03 L04 L05 L07 L08",
            "required_L03_asynchronousAndSynchronousLocksNest",
            "optional_L03_onFaultLockNeverDowngradesPlainPages",
            "optional_L03_plainLockOverOnFaultPagesMakesThemResident",
            "required_L05_lockOfAPageBeingUnlockedLeavesItLocked",
            "required_L03_closingOneOfTwoOverlappingRangesLeavesSharedPagesLocked",
            "required_L03_lastCloseUnlocks",
            "required_L03_locksOfDifferentLockersNest"),
        broken(
            BrokenProviders.RemembersWhatItLocked.class,
            "L03",
            "optional_L03_nestedLockLocksReplacedMemory"),
        broken(
            BrokenProviders.UnlocksTheNeighbourToo.class,
            "A05 A06 L03 L04 L05 L08",
            "required_L05_lockReturnsOnlyOnceASharedPageIsLocked",
            "required_L03_lastCloseUnlocks"),
        broken(
            BrokenProviders.IgnoresTheUnlockAfterItsFailure.class,
            "L04",
            "optional_L04_holeLeavesNothingLocked",
            "optional_L04_inaccessiblePagesLeaveNothingLocked"),
        broken(
            BrokenLinks.NeverRollsBack.class,
            "A05 A06 A09 L04 L08 L12",
            "required_L04_failedAsynchronousLockLeavesOthersPagesLocked",
            "required_A06_failingRequestIsNotCancelled",
            "required_L08_failedRollbackIsRetriedByTheNextRelease",
            "required_L04_failedLockLeavesNothingLocked",
            "required_L04_failureInALaterChunkReleasesTheEarlierOnes",
            "required_L04_failedLockLeavesOthersPagesLocked"),
        broken(
            BrokenLinks.NeverLooksAtTheLimit.class,
            "L04 M01 R07",
            "optional_R07_limitThatIsTooLowIsRefusedBeforeAnythingIsLocked",
            "required_L04_limitFailsTheRequestNotTheCaller",
            "required_L04_lockAboveTheLimitFailsWithoutTouchingAnything",
            "optional_L04_refusedLockMakesNothingResident",
            "required_L04_limitCountsWhatIsAddedToWhatIsLocked",
            "required_L04_limitCountsRequestsInFlight",
            "optional_M01_limitRefusesMoreThanItAllows"),
        broken(
            BrokenLinks.ReadsTheNumbersWhenItIsAsked.class,
            "L04",
            "required_L04_refusalTellsTheNumbersOfItsMoment"),
        broken(
            BrokenLinks.HoldsAMutexDuringCalls.class,
            "L05 A06 A07 A10",
            "required_L05_lockWaitsForAnAsynchronousChunk",
            "required_A10_requestThatWaitsForAnotherHoldsUpNobody",
            "required_A06_requestThatWaitsForAnotherIsCancelledAtOnce",
            "required_L05_disjointLocksDoNotWaitForEachOther",
            "required_L05_lockDoesNotWaitForADisjointClose",
            "required_L05_lockWaitsForTheChunkNotForTheRange"),
        broken(
            BrokenLifetimes.ForgetsTheOwner.class,
            "A11 L06",
            "required_A11_ownerStaysReachableUntilTheEnd",
            "optional_A11_bufferStaysReachableUntilTheEnd",
            "required_L06_ownerStaysReachableUntilClose",
            "optional_L06_bufferStaysReachableUntilClose"),
        broken(
            BrokenLifetimes.KeepsTheOwner.class,
            "A02 A11 L06",
            "required_A11_ownerIsCollectableAfterTheEnd",
            "required_A11_droppedRequestIsUnlockedAfterItsEndAndReported",
            "required_L06_ownerIsCollectableAfterClose"),
        broken(
            BrokenLifetimes.UnlocksAgainOnEachClose.class,
            "L07 L08",
            "required_L07_closeBySeveralThreadsUnlocksOnce",
            "required_L07_closeIsIdempotent"),
        broken(
            BrokenLifetimes.KeepsItsHandles.class,
            "A11 L06 L07",
            "required_A11_ownerIsCollectableAfterTheEnd",
            "required_A11_droppedRequestIsUnlockedAfterItsEndAndReported",
            "required_L07_lostHandleIsUnlocked",
            "required_L07_lostHandleIsReportedOnceWithThePlaceOfItsCreation"),
        broken(
            BrokenProviders.LosesUnlocks.class,
            "A02 A03 A04 A05 A06 A09 A10 A11 A12 L03 L04 L05 L07 L08 L09 L12 R01 R02 R06",
            "optional_R02_futureAloneLocksNothingThatIsMapped",
            "required_L07_lostHandleIsUnlocked"),
        broken(
            BrokenProviders.StopsAtAHole.class,
            "L08",
            "optional_L08_unlockGoesOnBeyondAHole",
            "optional_L08_unlockBeyondAHoleLeavesOthersPagesLocked"),
        broken(
            BrokenProviders.FailsToUnlockWhatIsUnmapped.class,
            "L08",
            "optional_L08_closeAfterUnmapSucceeds",
            "optional_L08_unlockGoesOnBeyondAHole"),
        broken(
            BrokenLinks.SwallowsUnlockFailures.class,
            "L08",
            "required_L08_pagesThatCannotBeUnlockedStayInTheLedger",
            "required_L08_pagesThatCannotBeUnlockedAreRetriedByTheNextRelease",
            "required_L08_oneFailedUnlockDoesNotKeepTheOtherChunks"),
        broken(
            BrokenProviders.AlwaysSaysLocked.class,
            "L09",
            "optional_L09_verifyAsksTheKernelNotTheLibrary",
            "optional_L09_verifyTellsUnmappedMemory",
            "optional_L09_verifyTellsReplacedMemory",
            "optional_L09_verifyTellsPagesThatAreGone",
            "optional_L09_verifyTellsOnFaultLocks",
            "optional_L09_batchTakesManyHandlesAtThePriceOfOne"),
        broken(
            BrokenEngines.VerifiesOneByOne.class,
            "L09",
            "optional_L09_batchTakesManyHandlesAtThePriceOfOne"),
        broken(
            BrokenProviders.LocksPlainlyInsteadOfOnFault.class,
            "L09 L10",
            "optional_L10_claimedOnFaultLocksWithoutMakingResident"),
        broken(
            BrokenProviders.ClaimsFreeRelockButFails.class,
            "A01 A04 A05 L03 L04 L05 L07 L08 L09 L10",
            "optional_L03_nestedLockRepeatsTheCallWhereThatIsFree",
            "optional_L10_claimedFreeRelockChargesNothing"),
        broken(
            BrokenProviders.SaysThatAllIsResident.class,
            "L10 L13",
            "optional_L10_claimedResidencyTellsAbsentPages"),
        broken(
            BrokenProviders.AnswersWhatItDoesNotClaim.class,
            "L10",
            "required_L10_providerRefusesWhatItDoesNotClaim"),
        broken(
            BrokenProviders.ClaimsWhatItDoesNotHave.class,
            "L10",
            "required_L10_providerHasWhatItClaims"),
        broken(
            BrokenProviders.RemembersWhatItPopulated.class,
            "L10",
            "optional_L10_populatorSaysLockedOnlyOfWhatIs"),
        broken(
            BrokenEngines.FindsBuffersByItself.class,
            "L10",
            "required_L10_missingByteBuffersThrowsUnsupported"),
        broken(
            BrokenEngines.SaysThatADegradedHandleIsLocked.class,
            "L10",
            "optional_L10_bestEffortSurvivesATruncatedFile",
            "required_L10_degradedHandleSaysWhyNothingIsLocked"),
        broken(
            BrokenEngines.TouchesAddressRanges.class,
            "L10",
            "optional_L10_bestEffortNeverTouchesAnAddressRange"),
        broken(
            BrokenLinks.NeverLooksAtTheMappings.class,
            "L11",
            "required_L11_lockIsRefusedWhereItLeavesLessThanATenth",
            "required_L11_disjointLocksEndBeforeTheLastTenth"),
        broken(BrokenLinks.CountsTheMappingsOnce.class, "L11", "required_L11_countIsSampledAgain"),
        broken(
            BrokenEngines.CountsHandlesAsMappings.class,
            "L11",
            "required_L11_adjacentLocksShareMappings"),
        broken(
            BrokenEngines.CountsTheMappingsForEachLock.class,
            "L11",
            "required_L11_countIsEstimatedBetweenSamples"),
        broken(
            BrokenLinks.CallsBackToBack.class,
            "L05 L08 L12 R10",
            "optional_R10_processGoesByChunksAndSleepsBetween",
            "required_L12_asynchronousLockGoesByChunksAndSleepsBetween",
            "required_L12_everyWorkerSleepsBetweenItsChunks",
            "required_L12_asynchronousRollbackGoesByChunksAndSleepsBetween",
            "optional_L12_onFaultLockGoesByChunksAndSleepsBetween",
            "required_L12_chunksShrinkWhereTheKernelIsSlow",
            "required_L12_lockGoesByChunksAndSleepsBetween",
            "required_L12_unlockGoesByChunksAndSleepsBetween",
            "required_L12_rollbackGoesByChunksAndSleepsBetween"),
        broken(
            BrokenEngines.LocksAllInOneCallFirst.class,
            "L04 L12",
            "required_L12_lockGoesByChunksAndSleepsBetween"),
        broken(
            BrokenLinks.NeverLooksAtTheMemory.class,
            "L13",
            "optional_L13_lockThatNeedsMoreMemoryThanIsLeftIsRefused"),
        broken(
            BrokenLinks.KeepsNothingFreeOfTheMemory.class,
            "L13",
            "optional_L13_lockThatNeedsMoreMemoryThanIsLeftIsRefused"),
        broken(
            BrokenEngines.NeverAllowsOvercommit.class,
            "L13",
            "optional_L13_allowedOvercommitLocks"));
  }
}
