import Foundation
import Testing

/// Stories about consensus, one a file in `Scripts`, told in commands and what the nodes do then.
///
/// `REWRITE=1` replaces what they expect with what happens; the difference is then read like code.
@Suite struct InteractionScriptTests {
    /// What must be told, whatever else is.
    static let required = [
        "append-acknowledged-when-durable", "check-quorum-steps-down", "commit-without-new-entries",
        "crash-between-vote-and-reply", "election", "election-needs-stale-learner",
        "failover-when-the-process-is-gone", "figure-7", "figure-8", "flapping-link",
        "joint-add-voter", "joint-remove-leader", "joint-replace-voter",
        "joint-rollback-uncommitted", "node-that-forgot", "old-completion", "pre-vote-lagging-node",
        "read-on-fresh-leader", "slow-disk-hands-over", "slow-follower-after-compaction",
        "snapshot-older-than-pending", "transfer-during-snapshot", "window",
    ]

    static let isRewriting = ProcessInfo.processInfo.environment["REWRITE"] == "1"

    @Test func everyRequiredStoryIsTold() {
        let names = InteractionScript.names
        #expect(!names.isEmpty, "there are no scripts in \(InteractionScript.folder.path)")
        for name in Self.required {
            #expect(names.contains(name), "the story \(name).txt is missing")
        }
    }

    @Test(arguments: InteractionScript.names) func theStoryHappensAsTold(name: String) throws {
        let file = InteractionScript.file(name)
        let script = try InteractionScript(
            name: name, text: try String(contentsOf: file, encoding: .utf8))
        let outputs = try script.run()
        if Self.isRewriting {
            try script.text(with: outputs).write(to: file, atomically: true, encoding: .utf8)
            return
        }
        for difference in script.differences(from: outputs) {
            Issue.record("\(name).txt, \(difference)")
        }
    }
}
