import Testing

/// Scripts that must not pass.
@Suite struct InteractionHarnessTests {
    private static let story = "# A story.\n\n"

    @Test(
        arguments: [
            ("add-nodes 3\n", "has no line ----"),
            ("add-nodes 3\n\n----\nok\n", "has no line ----"),
            ("----\nok\n", "output without a command"),
            ("", "without any step"),
        ]) func aStepWithoutCommandOrOutputIsRefused(text: String, reason: String)
    {
        let failure = #expect(throws: ScriptFailure.self) {
            _ = try InteractionScript(name: "bad", text: Self.story + text)
        }
        #expect(failure?.description.contains(reason) == true, "\(failure as Any)")
    }

    @Test(
        arguments: [
            ("vote 1", "there is no command 'vote'"), ("propose 7 a", "there is no node 7"),
            ("tick 1 time=2", "'tick' has no option 'time'"), ("tick one", "'one' is not a number"),
            ("add-nodes 1", "node 1 is there already"), ("restart 1", "node 1 is up"),
            ("cut 1", "a link is spelt 1->2"), ("tick times=1 times=2", "'times' is given twice"),
            ("deliver 1->9", "there is no node 9"), ("disk 1 sleeps", "a disk hangs, works"),
        ]) func anUnknownWordFailsWithItsLine(command: String, reason: String)
    {
        let failure = #expect(throws: ScriptFailure.self) {
            let text = Self.story + "add-nodes 2\n----\nok\n\n\(command)\n----\nok\n"
            _ = try InteractionScript(name: "bad", text: text).run()
        }
        #expect(failure?.description.contains(reason) == true, "\(failure as Any)")
        #expect(failure?.line == 7)
    }

    @Test func anotherOutcomeIsShownLineByLine() throws {
        let text = Self.story + "add-nodes 1\n----\nok\n\nlog\nmembers\n----\n1: 4\n1: voters 1\n"
        let script = try InteractionScript(name: "bad", text: text)
        let differences = script.differences(from: try script.run())
        #expect(differences == ["line 7: log\n- 1: 4\n+ 1: empty\n  1: voters 1"])
    }

    @Test func aStepOfWhichNothingIsExpectedFails() throws {
        let script = try InteractionScript(name: "bad", text: Self.story + "add-nodes 1\n----\n")
        let differences = script.differences(from: try script.run())
        #expect(differences.count == 1)
        #expect(differences.first?.contains("nothing is expected") == true)
    }

    @Test func rewritingKeepsTheEnglishAndReplacesTheOutput() throws {
        let text = Self.story + "# One node.\nadd-nodes 1\n----\nwrong\n\n# The end.\n"
        let script = try InteractionScript(name: "bad", text: text)
        let rewritten = script.text(with: try script.run())
        #expect(rewritten == Self.story + "# One node.\nadd-nodes 1\n----\nok\n\n# The end.\n")
    }

    @Test func aScriptLongerThanOneStoryIsRefused() {
        let text = Self.story + String(repeating: "# More.\n", count: 250)
        #expect(throws: ScriptFailure.self) { _ = try InteractionScript(name: "bad", text: text) }
    }

    @Test func aScriptTellsItsStoryFirst() {
        #expect(throws: ScriptFailure.self) {
            _ = try InteractionScript(name: "bad", text: "add-nodes 1\n----\nok\n")
        }
    }
}
