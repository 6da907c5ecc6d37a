import Foundation

/// What an operator does to the members, with the operator's own tools.
extension ChaosCluster {
    /// How long a change of members is tried, through whatever befalls the cluster meanwhile.
    private static let patience = Duration.seconds(60)

    /// The members by `roomctl cluster members`: `voter` or `learner`, by node.
    func memberStates() async throws -> [UInt64: String] {
        struct Answer: Decodable {
            struct Member: Decodable {
                var nodeId: UInt64
                var state: String
            }
            var members: [Member]
        }
        let text = try await self.roomctl(["cluster", "members", "-o", "json", "--timeout", "3s"])
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(text.utf8)) else {
            throw HarnessError("roomctl cluster members printed what is no JSON: \(text)")
        }
        return Dictionary(answer.members.map { ($0.nodeId, $0.state) }) { $1 }
    }

    /// Adds a node that was never used, until it is a voter.
    func add(_ id: UInt64) async throws {
        try await self.join(id, ["add", self.place(id).advertised]) { $0[id] == "voter" }
    }

    /// Puts a node that was never used in the place of a member, whose process is then ended.
    func replace(_ old: UInt64, by id: UInt64) async throws {
        let words = ["replace", String(old), self.place(id).advertised]
        try await self.join(id, words) { $0[id] == "voter" && $0[old] == nil }
        await self.retire(old)
    }

    /// Takes a member out, and ends its process.
    func remove(_ id: UInt64) async throws {
        try await self.change(["remove", String(id)]) { $0[id] == nil }
        await self.retire(id)
    }

    /// Ends nodes that run although they are no members: what a change that was cut short left.
    func retireStrangers() async throws {
        let states = try await self.memberStates()
        for id in self.members where states[id] == nil { await self.retire(id) }
    }

    private func join(
        _ id: UInt64, _ words: [String], isDone: ([UInt64: String]) -> Bool
    ) async throws {
        let file = self.directory.appendingPathComponent("join-\(id).yaml")
        let arguments = words + ["--id", String(id), "--output-file", file.path]
        let host = Task {
            try await Waiting.until("roomctl writes \(file.path)", within: Self.patience) {
                FileManager.default.fileExists(atPath: file.path)
            }
            try await self.format(id, from: file)
            try await self.start([id])
        }
        do {
            try await self.change(arguments, isDone: isDone)
        } catch {
            host.cancel()
            _ = try? await host.value
            throw error
        }
        host.cancel()
        try? await host.value
    }

    /// Repeats a command as an operator would, until the members are as wanted.
    private func change(_ words: [String], isDone: ([UInt64: String]) -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        var last = ""
        repeat {
            do {
                let wait = ["--wait", "20s", "--timeout", "5s"]
                _ = try await self.roomctl(["cluster"] + words + wait)
                return
            } catch let error as HarnessError {
                last = error.description
            }
            if let states = try? await self.memberStates(), isDone(states) { return }
            try await Task.sleep(for: .milliseconds(300))
        } while ContinuousClock.now < deadline
        throw HarnessError("the members were not changed within \(Self.patience): \(last)")
    }
}
