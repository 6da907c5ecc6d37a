import Testing

/// Each rule catches what it is there for, and lets pass what looks like it: a rule that finds
/// nothing proves nothing.
struct RuleTests {
    private func source(_ path: String, _ text: String) -> SwiftSource {
        SwiftSource(path: path, text: text)
    }

    // MARK: - Imports

    @Test(arguments: [
        "import Foundation", "public import Foundation", "@preconcurrency import Foundation",
        "import struct Foundation.URL", "package import RoomServer", "  import Glibc",
    ])
    func aDeciderThatImportsUpwardsIsCaught(line: String) {
        let source = self.source("Sources/Raft/RaftNode.swift", line)
        #expect(ImportRule.findings(in: source).count == 1)
    }

    @Test func anImportInACommentOrOfTheTableIsNotCaught() {
        let text = "// import Foundation\npackage import ByteCoding\nimport DequeModule\n"
        #expect(ImportRule.findings(in: self.source("Sources/Raft/RaftLog.swift", text)) == [])
    }

    @Test func aModuleOutsideTheTableIsCaught() {
        #expect(ImportRule.findings(in: self.source("Sources/New/A.swift", "")).count == 1)
    }

    // MARK: - Sizes

    @Test func aLongFileIsCaught() {
        let text = String(repeating: "let a = 1\n", count: SizeRule.fileLines + 1)
        #expect(SizeRule.findings(in: self.source("Sources/Raft/A.swift", text)).count == 1)
        let shorter = String(repeating: "let a = 1\n", count: SizeRule.fileLines)
        #expect(SizeRule.findings(in: self.source("Sources/Raft/A.swift", shorter)) == [])
    }

    @Test func aLongLineIsCaught() {
        let text = String(repeating: "é", count: SizeRule.columns + 1)
        #expect(SizeRule.findings(in: self.source("Sources/Raft/A.swift", text)).count == 1)
        let shorter = String(text.dropLast())
        #expect(SizeRule.findings(in: self.source("Sources/Raft/A.swift", shorter)) == [])
    }

    @Test func aLongFunctionIsCaughtWhateverItsSignature() {
        let body = String(repeating: "    call()\n", count: SizeRule.functionLines - 1)
        let signatures = [
            "func f(_ a: () -> Void = { run() }) {", "init<T>(of type: T.Type) throws {",
            "func f(\n    a: Int\n)\n    throws -> Int\n{", "deinit {",
        ]
        for signature in signatures {
            let source = self.source("Sources/Raft/A.swift", signature + "\n" + body + "}\n")
            #expect(SizeRule.findings(in: source).count == 1, "\(signature)")
        }
        let fits = "func f() {\n" + String(body.dropLast(11)) + "}\n"
        #expect(SizeRule.findings(in: self.source("Sources/Raft/A.swift", fits)) == [])
    }

    @Test func aRequirementOfAProtocolIsNoFunctionWithABody() {
        let text = """
            protocol P {
                func f() throws
                init(a: Int)
            }
            struct S { let text = "func { {" }
            func g() { self.init(a: 1) }
            """
        let source = self.source("Sources/Raft/P.swift", text)
        #expect(
            FunctionScanner.functions(in: source.code) == [
                FunctionScanner.Function(firstLine: 6, lines: 1)
            ])
    }

    // MARK: - Words

    @Test(arguments: [
        ("Sources/RoomServer/A.swift", "let a = try! read()"),
        ("Sources/RoomServer/A.swift", "let a = b as! Int"),
        ("Sources/RoomServer/A.swift", "nonisolated(unsafe) var a = 1"),
        ("Sources/RoomServer/A.swift", "final class A: @unchecked Sendable {}"),
        ("Sources/RoomServer/A.swift", "precondition(a == b)"),
        ("Sources/RoomServer/A.swift", "assert(a == b)"),
        ("Sources/RoomServer/A.swift", "print(a)"),
        ("Tests/RaftTests/A.swift", "try await Task.sleep(for: .seconds(1))"),
        ("Tests/RaftTests/A.swift", "usleep(10); sleep(1)"),
        ("Tests/RaftTests/A.swift", "@testable import Raft"),
        ("Sources/Raft/A.swift", "let now = Date()"),
        ("Sources/Raft/A.swift", "let now = ContinuousClock.now"),
        ("Sources/Raft/A.swift", "Task { await f() }"),
        ("Sources/Raft/A.swift", "let n = Int.random(in: 0..<9)"),
        ("Sources/Raft/A.swift", "list.shuffled()"),
        ("Sources/Raft/A.swift", "let id = UUID()"),
        ("Sources/Raft/A.swift", "let share: Double = 0"),
        ("Sources/Raft/A.swift", "// TO" + "DO: later"),
        ("Package.swift", "// FIX" + "ME"),
    ])
    func aBannedWordIsCaught(path: String, line: String) {
        #expect(WordRule.findings(in: self.source(path, line)).count == 1)
    }

    @Test(arguments: [
        ("Sources/Raft/A.swift", "// A Task { } would not do; print( neither."),
        ("Sources/Raft/A.swift", "let text = \"try! \\(value(of: \"as!\")) precondition(\""),
        ("Sources/Raft/A.swift", "self.update(a); let doubled = DoubleEnded()"),
        ("Sources/RocksDB/A.swift", "final class A: @unchecked Sendable {}"),
        ("Sources/roomctl/A.swift", "print(a)"),
        ("Sources/RoomServer/A.swift", "fingerprint(a); let now = Date()"),
        ("Tests/RaftTests/A.swift", "// It never sleeps: sleep(1) would hide a fault."),
        ("Tests/EndToEndTests/Harness/Eventually.swift", "try await clock.sleep(for: pause)"),
    ])
    func whatOnlyLooksLikeABannedWordPasses(path: String, line: String) {
        #expect(WordRule.findings(in: self.source(path, line)) == [])
    }

    @Test func commentsAndStringsOfEveryKindAreBlanked() {
        let text = """
            a /* b /* c */ d */ e
            let raw = #"f "g" \\(h)"# + i
            let long = \"\"\"
                j "k" \\(l("m)"))
                \"\"\" + n
            """
        var scanner = CodeScanner(text)
        let words = scanner.codeOnly().split { !$0.isLetter }
        #expect(words == ["a", "e", "let", "raw", "i", "let", "long", "n"])
        #expect(scanner.codeOnly().split(separator: "\n").count == 5)
    }

    // MARK: - Names

    @Test(arguments: [
        ("Sources/Raft/StringUtils.swift", "enum StringUtils {}"),
        ("Sources/Raft/Helpers.swift", "enum Helpers {}"),
        ("Sources/Raft/RoomManager.swift", "struct RoomManager {}"),
        ("Sources/Raft/RaftNode.swift", "struct RaftLog {}"),
        ("Sources/Raft/Role+Text.swift", "/* extension Role */ extension Roles {}"),
    ])
    func aNameThatSaysNothingOrTheWrongThingIsCaught(path: String, text: String) {
        #expect(NameRule.findings(in: self.source(path, text)).count == 1)
    }

    @Test(arguments: [
        ("Sources/Raft/RaftNode.swift", "package struct RaftNode: ~Copyable {}"),
        ("Sources/Raft/Role+Text.swift", "extension RaftStatus.Role: CustomStringConvertible {}"),
        ("Sources/Raft/RaftStatus+Text.swift", "extension RaftStatus.Role {}"),
        ("Sources/ByteCoding/Invariant.swift", "package func invariant(_ a: Bool) {}"),
        ("Sources/Raft/Identifiers.swift", "struct Term {}"),
    ])
    func aFileNamedForItsTypePasses(path: String, text: String) {
        #expect(NameRule.findings(in: self.source(path, text)) == [])
    }

    // MARK: - Tree

    @Test func aStrangerAtTheTopIsCaught() {
        let findings = TreeRule.topLevelFindings(in: ["README.md", "scripts/x", ".ci/run"])
        #expect(findings.map(\.path) == ["scripts"])
    }

    @Test func aPathOfOneMachineIsCaught() {
        let home = "/ro" + "ot/someone"
        func caught(_ text: String) -> Int {
            TreeRule.machinePathFindings(path: "a", text: text, root: "/srv/checkout").count
        }
        #expect(caught("cd " + home) == 1)
        #expect(caught("see /srv/checkout/docs") == 1)
        #expect(caught("docs" + home + ", https://example.org" + home) == 0)
    }

    // MARK: - Documents

    private func documentFindings(_ text: String, path: String = "docs/a.md") -> [String] {
        DocumentRule.findings(
            in: Document(path: path, text: text),
            exists: { ["docs/b.md", "cluster/up", "cluster/old", "Sources/Raft"].contains($0) },
            isExecutable: { $0 == "cluster/up" }
        ).map(\.text)
    }

    @Test func aTestThatIsNotThereIsCaught() {
        let source = SwiftSource(
            path: "Tests/RaftTests/LogTests.swift",
            text: "@Suite struct LogTests {\n    @Test func isKept() async {}\n}\n")
        let index = TestMentionRule.Index([source])
        func findings(_ text: String) -> Int {
            TestMentionRule.findings(in: Document(path: "docs/a.md", text: text), index).count
        }
        #expect(findings("`LogTests`, `LogTests.isKept`, `Tests/LogTests.swift`, `Tests`") == 0)
        #expect(findings("`LogTests.isLost`") == 1)
        #expect(findings("`OtherTests`") == 1)
        #expect(findings("`OtherTests.isKept`") == 1)
    }

    @Test func aDeadLinkIsCaught() {
        #expect(self.documentFindings("[b](b.md#top), [web](https://example.org)") == [])
        #expect(self.documentFindings("[c](c.md)").count == 1)
        #expect(self.documentFindings("[b](docs/b.md)", path: "README.md") == [])
        #expect(self.documentFindings("[b](../docs/b.md)") == [])
        #expect(self.documentFindings("[out](../../b.md)").count == 1)
    }

    @Test func aCommandThatIsGoneOrDoesNotExecuteIsCaught() {
        #expect(self.documentFindings("Say `cluster/up --fresh`.") == [])
        #expect(self.documentFindings("```\ncluster/up\nA=1 cluster/gone 1\n```").count == 1)
        #expect(self.documentFindings("Say `cluster/old`.") == ["cluster/old does not execute"])
    }

    @Test func aFileThatIsGoneIsCaughtAndAPatternIsNot() {
        #expect(self.documentFindings("`Sources/Raft` and `Sources/*/Limits.swift`") == [])
        #expect(self.documentFindings("`Sources/Paxos`").count == 1)
    }

    @Test func aDecisionThatIsNotListedIsCaught() {
        let index = Document(path: "docs/decisions/README.md", text: "[1](0001-a.md)")
        let paths = ["docs/decisions/README.md", "docs/decisions/0001-a.md"]
        #expect(DocumentRule.decisionFindings(index: index, paths: paths) == [])
        let second = paths + ["docs/decisions/0002-b.md"]
        #expect(DocumentRule.decisionFindings(index: index, paths: second).count == 1)
        // Same number twice, and not listed either.
        let twice = paths + ["docs/decisions/0001-b.md"]
        #expect(DocumentRule.decisionFindings(index: index, paths: twice).count == 2)
    }
}
