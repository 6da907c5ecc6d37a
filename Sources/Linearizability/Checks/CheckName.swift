/// What is looked for; the raw values are those of docs/histories.md.
package enum CheckName: String, CaseIterable, Codable, Sendable {
    case linearizability
    case crash
    case harness
    case twoChanges = "two-changes-at-one-revision"
    case twoRevisions = "one-request-at-two-revisions"
    case twoStates = "one-revision-as-two-states"
    case older = "older-than-returned-before"
    case behindStart = "behind-the-start"
    case backwards = "process-goes-back"
    case finalStates = "nodes-differ-at-the-end"
    case finalRevision = "acknowledged-beyond-the-end"
    case tooNew = "seen-before-it-was-asked-for"
    case neverSo = "seen-but-never-so"
    case watchOrder = "watch-order"
    case watchTwice = "watch-duplicate"
    case watchGap = "watch-gap"
    case watchResumption = "watch-resumption"
    case watchGone = "watch-gone"
    case watchTruth = "watch-truth"
    case digest = "digests-differ"
}
