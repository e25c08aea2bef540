package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import java.util.stream.Stream;

/** The broken subjects whose asynchronous locks are broken. */
final class BrokenAsyncSubjects {
  private BrokenAsyncSubjects() {}

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            BrokenQueues.BlocksInLockAsync.class,
            "A01",
            "required_A01_lockAsyncReturnsWhileTheKernelIsBusy"),
        broken(
            BrokenQueues.CountsResidentPagesWhenSubmitting.class,
            "A01",
            "required_A01_callingThreadNeitherPopulatesNorAsks"),
        broken(
            BrokenQueues.IgnoresTheBound.class,
            "A02",
            "required_A02_requestBeyondTheCapacityIsRefused",
            "required_A02_capacityIs256UnlessSet",
            "required_A02_everyPendingRequestCounts"),
        broken(
            BrokenQueues.KeepsThePlaceOfWhatFailed.class,
            "A02 A06 A11 L04",
            "required_A02_everyEndGivesThePlaceBack"),
        broken(
            BrokenQueues.KeepsWhatItRefused.class,
            "A02",
            "required_A02_refusedRequestLeaksNothing"),
        broken(
            BrokenQueues.TakesWhateverItIsGiven.class,
            "A03 A12",
            "required_A03_nullIsRefusedAtOnce",
            "required_A03_impossibleRangesAreRefusedAtOnce",
            "required_A03_closedLockerRefusesAtOnce"),
        broken(
            BrokenRequests.EndsBeforeTheKernelHasAnswered.class,
            "A01 A02 A04 A06 A07 A08 A10 L05",
            "required_A04_stateIsPendingUntilAllIsLocked",
            "required_A07_awaitAnyReturnsOneThatHasEnded",
            "required_A07_awaitAnyWakesAtTheEndOrWhenInterrupted",
            "required_A10_requestThatWaitsForAnotherHoldsUpNobody"),
        broken(
            BrokenRequests.ForgetsTheErrno.class,
            "A04 A06 L04",
            "required_A04_failedRequestTellsErrnoAndReason"),
        broken(
            BrokenQueues.MarksInsteadOfLocking.class,
            "A04 A06 L03 L12",
            "required_A04_lockedMeansLockedPlainlyAndResident",
            "optional_L03_asynchronousLockNeverDowngradesPlainPages"),
        broken(
            BrokenCallbacks.CallsBackTwice.class,
            "A04",
            "required_A04_everyRequestEndsOnceAlsoWhenItIsCancelledMeanwhile"),
        broken(
            BrokenCallbacks.LosesCompletions.class,
            "A04 A05 A06 A08 L10",
            "required_A04_everyRequestEndsOnceAlsoWhenItIsCancelledMeanwhile",
            "required_A08_everyEndCallsBack"),
        broken(
            BrokenRequests.GivesEachCallerAHandleOfItsOwn.class,
            "A05 A08 L10",
            "required_A05_resultIsTheSameOnEachCall"),
        broken(
            BrokenRequests.SortsTheRanges.class,
            "A05",
            "required_A05_severalRangesGiveAHandleEachInTheirOrder"),
        broken(
            BrokenRequests.LocksTheFirstOfSeveralRangesByItself.class,
            "A05 L04",
            "required_A05_severalRangesAreAllOrNothing"),
        broken(
            BrokenCancels.NeverCancels.class,
            "A02 A06 A07 A08 A11",
            "required_A06_queuedRequestIsCancelledWithoutACall",
            "required_A06_cancelHalfWayLeavesNothingLocked",
            "required_A06_requestThatWaitsForAnotherIsCancelledAtOnce"),
        broken(
            BrokenCancels.AlwaysSaysCancelled.class,
            "A06",
            "required_A06_lastChunkInTheKernelIsNotCancelled",
            "required_A06_failingRequestIsNotCancelled",
            "required_A06_endedRequestIsAlreadyDone"),
        broken(
            BrokenCancels.IsCancelledBeforeTheRollback.class,
            "A02 A06",
            "required_A06_stateBecomesCancelledAfterTheRollback"),
        broken(
            BrokenCancels.WaitsInCancel.class,
            "A06",
            "required_A06_queuedRequestIsCancelledWithoutACall",
            "required_A06_cancelHalfWayLeavesNothingLocked"),
        broken(
            BrokenCancels.CancelsButLeavesPagesLocked.class,
            "A05 A06 A09 A12 L04 L12",
            "required_A06_cancelHalfWayLeavesNothingLocked",
            "optional_A06_cancelWhilePopulatingLeavesNothingLocked",
            "optional_A06_cancelWhileFinishingLeavesNothingLocked",
            "optional_L04_failureWhilePopulatingLeavesNothingLocked",
            "optional_L04_failureWhileFinishingLeavesNothingLocked",
            "required_A12_closeWaitsForTheRollback"),
        broken(
            BrokenRequests.AlwaysSaysThatItHasEnded.class,
            "A07",
            "required_A07_awaitTellsWhetherItHasEnded"),
        broken(BrokenRequests.WakesOneWaiter.class, "A07", "required_A07_everyWaiterWakesAtTheEnd"),
        broken(
            BrokenRequests.CannotBeInterrupted.class,
            "A07",
            "required_A07_interruptedWaitLeavesTheRequestPending"),
        broken(
            BrokenCallbacks.TellsItsEndThroughTheExecutor.class,
            "A07 A08",
            "required_A07_awaitAnyTakesWrappers"),
        broken(
            BrokenCallbacks.RunsCallbacksOnAWorker.class,
            "A08",
            "required_A08_callbacksNeverRunOnAWorker",
            "required_A08_sameThreadExecutorRunsOnTheCallbackThread"),
        broken(
            BrokenCallbacks.UsesItsOwnExecutor.class,
            "A08",
            "required_A08_chosenExecutorRunsThem",
            "required_A08_executorThatRejectsHarmsNobody"),
        broken(
            BrokenCallbacks.CallsBackAfterLocksOnly.class,
            "A04 A08",
            "required_A08_everyEndCallsBack"),
        broken(
            BrokenCallbacks.GivesTheFutureAway.class,
            "A08",
            "required_A08_userCannotCompleteTheStage"),
        broken(
            BrokenCallbacks.NeverCallsBackAfterOneThatThrew.class,
            "A08",
            "required_A08_callbackThatThrowsHarmsNobody"),
        broken(
            BrokenCallbacks.AwaitsTheCompletion.class,
            "A08",
            "required_A08_stateAwaitAndCloseDoNotPassThroughTheExecutor",
            "required_A08_stateAwaitAndCloseDoNotPassThroughTheCallbackThread"),
        broken(
            BrokenRequests.CountsWholeRequestsOnly.class,
            "A09",
            "required_A09_progressGrowsByChunksFromZeroToTheSize"),
        broken(
            BrokenRequests.CountsBackwardsNowAndThen.class,
            "A09",
            "required_A09_progressGrowsByChunksFromZeroToTheSize",
            "required_A09_progressOfSeveralWorkersNeverGoesBack"),
        broken(
            BrokenRequests.RemembersItsBestProgress.class,
            "A09",
            "required_A09_progressOfAFailedRequestGoesBackToZero"),
        broken(
            BrokenRequests.CountsBytesInsteadOfPages.class,
            "A09",
            "required_A09_severalRangesHaveOneProgress"),
        broken(
            BrokenQueues.ServesARequestToItsEnd.class,
            "A06 A09 A10 A12 L04 L12",
            "required_A10_smallRequestDoesNotWaitForAHugeOne"),
        broken(
            BrokenShutdowns.LeaksItsWorkers.class,
            "A03 A12",
            "required_A12_ownWorkersEnd",
            "required_A12_closeCancelsWhatIsPendingAndWaitsForTheRest"),
        broken(
            BrokenShutdowns.ClosesInTheBackground.class,
            "A03 A12",
            "required_A12_closeCancelsWhatIsPendingAndWaitsForTheRest",
            "required_A12_closeWaitsForTheRollback"),
        broken(
            BrokenShutdowns.ClosesItsHandlesToo.class,
            "A08 A11 A12",
            "required_A12_openHandlesOutliveTheLocker",
            "required_A12_closeWithThousandsInFlightLeavesNothingLocked"),
        broken(
            BrokenShutdowns.WaitsForCallbacksInClose.class,
            "A08 A12",
            "required_A12_closeFromACallbackReturns"),
        broken(
            BrokenCallbacks.CallsBackOnAThreadThatHoldsTheJvm.class,
            "A08 A12",
            "required_A12_allThreadsAreDaemons"),
        broken(
            BrokenRequests.SaysThatADegradedResultIsLocked.class,
            "L10",
            "required_L10_asynchronousFailureGivesADegradedHandle",
            "optional_L10_asynchronousFailureSurvivesATruncatedFile"),
        broken(
            BrokenQueues.CallsTwiceWithoutASleep.class,
            "A03 A12 L12",
            "required_L12_workerSleepsBetweenSmallRequests",
            "required_L12_workerSleepsBetweenSmallRangesOfARequest"),
        broken(
            BrokenQueues.SleepsAfterEachCall.class,
            "A03 A12 L12",
            "required_L12_workerDoesNotSleepAfterEachSmallRange"));
  }
}
