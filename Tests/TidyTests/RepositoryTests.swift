import Testing

/// The style law of docs/style.md, held against every file of the repository.
struct RepositoryTests {
    private let repository = Repository.current
    private let sources = Repository.currentSources

    @Test func theRepositoryIsFound() {
        // Were the root not found, every rule would hold for want of files.
        #expect(self.repository.exists("Package.swift"))
        #expect(self.sources.count > 50)
        #expect(self.repository.documents().count > 5)
    }

    @Test func modulesImportOnlyWhatTheirPlaceAllows() {
        let findings = self.sources.flatMap(ImportRule.findings)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func everyModuleOfTheImportTableExists() {
        let modules = Set(self.sources.compactMap { $0.isTest ? nil : $0.target })
        let missing = ImportRule.table.keys.sorted().filter { !modules.contains($0) }
        #expect(missing.isEmpty, "without a source: \(missing)")
    }

    @Test func filesFunctionsAndLinesStayWithinTheirBudget() {
        let findings = self.sources.flatMap(SizeRule.findings)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func bannedWordsDoNotOccur() {
        let findings = self.sources.flatMap(WordRule.findings)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func filesAreNamedForWhatTheyHold() {
        let findings = self.sources.flatMap(NameRule.findings)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func everyFileThatIsExcusedStillExists() {
        let excused = SizeRule.longFiles.union(NameRule.siblings)
        let gone = excused.sorted().filter { !self.repository.exists($0) }
        #expect(gone.isEmpty, "excused from a rule, but not there: \(gone)")
    }

    @Test func theTopLevelHoldsOnlyTheFixedSet() {
        let findings = TreeRule.topLevelFindings(in: self.repository.paths)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func noFileKnowsThisMachine() {
        let findings = self.repository.paths.flatMap { path in
            TreeRule.machinePathFindings(
                path: path, text: self.repository.text(path) ?? "",
                root: self.repository.rootPath)
        }
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func documentsNameFilesAndCommandsThatExist() {
        let findings = self.repository.documents().flatMap { document in
            DocumentRule.findings(
                in: document, exists: self.repository.exists,
                isExecutable: self.repository.isExecutable)
        }
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func documentsNameTestsThatExist() {
        let index = TestMentionRule.Index(self.sources)
        let findings = self.repository.documents().flatMap {
            TestMentionRule.findings(in: $0, index)
        }
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test func theReadmeNamesTheTwoCommands() throws {
        let readme = try #require(self.repository.documents().first { $0.path == "README.md" })
        let commands = readme.blockLines.map(\.text)
        #expect(commands.contains { $0.hasPrefix("cluster/up") })
        #expect(commands.contains { $0.hasPrefix("Tests/run") })
    }

    /// Callers compare these words, so the page has those of the code.
    @Test func theEventsOfThePageOfRoomsAreThoseOfTheCode() throws {
        func events(_ texts: [some StringProtocol]) -> [String] {
            texts.map { String($0) }.filter { $0.wholeMatch(of: /[a-z]+\.[a-z]+/) != nil }.sorted()
        }
        let source = try #require(
            self.repository.text("Sources/RoomState/Events/RoomEvent.swift"))
        let names = events(source.split(separator: "\""))
        let page = try #require(
            self.repository.documents().first { $0.path == "docs/rooms.md" })
        #expect(names.count > 30)
        #expect(Set(events(page.spans.map(\.text))) == Set(names))
    }

    @Test func everyDecisionIsInTheIndex() throws {
        let index = try #require(
            self.repository.documents().first { $0.path == "docs/decisions/README.md" })
        let findings = DocumentRule.decisionFindings(index: index, paths: self.repository.paths)
        #expect(findings.isEmpty, "\(report(findings))")
    }
}
