package import Foundation

/// Where a run finds its programs and leaves its results.
package struct RunOptions: Sendable {
    package let plan: ChaosPlan
    package let programs: Programs
    /// Made anew; holds `plan.json`, `history.jsonl` and the nodes' directories.
    package let directory: URL
    /// What was built, for the report.
    package let commit: String?
    /// The command that makes the run again.
    package let replay: String

    package init(
        plan: ChaosPlan, programs: Programs, directory: URL, commit: String?, replay: String
    ) {
        self.plan = plan
        self.programs = programs
        self.directory = directory
        self.commit = commit
        self.replay = replay
    }

    package var history: URL { self.directory.appendingPathComponent("history.jsonl") }
    package var verdict: URL { self.directory.appendingPathComponent("verdict.json") }
    package var report: URL { self.directory.appendingPathComponent("report.html") }
    package var planFile: URL { self.directory.appendingPathComponent("plan.json") }
}
