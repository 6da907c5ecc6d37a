package import RoomReplica
package import RoomState

/// What a query reads: the stored rooms as of one moment.
///
/// It must not be kept: what it sees stays on the disk for as long as it lives.
package struct QueryView: Sendable {
    package let state: any StateReader
    /// What of the log `state` holds: an answer's consistency token must promise this.
    package let applied: AppliedState
    /// The leave to read that the query was given; `applied` is not older.
    package let grant: ReadGrant

    package init(state: any StateReader, applied: AppliedState, grant: ReadGrant) {
        self.state = state
        self.applied = applied
        self.grant = grant
    }
}

/// Why a query has no answer.
package enum QueryFailure: Error, Hashable, Sendable {
    /// It was not run.
    case refused(SubmitFailure)
    case unreadable(StateReadFailure)
}

extension ReplicaService {
    /// Runs `body` over the stored rooms once they may be read at the level asked for, on a thread
    /// that may wait for the disk.
    ///
    /// `body` must bound what it reads: others wait for it.
    package func query<Value: Sendable>(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        _ body: @escaping @Sendable (QueryView) throws(StateReadFailure) -> Value,
        completion: @escaping @Sendable (Result<Value, QueryFailure>) -> Void
    ) {
        self.query(consistency, deadline: deadline) { result in
            switch result {
            case .failure(let failure): completion(.failure(failure))
            case .success(let view):
                let answer: Result<Value, QueryFailure>
                do throws(StateReadFailure) {
                    answer = .success(try body(view))
                } catch {
                    answer = .failure(.unreadable(error))
                }
                completion(answer)
            }
        }
    }
}
