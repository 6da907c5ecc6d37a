import Foundation

/// The files of the repository that this test was built from.
struct Repository {
    private let root: URL
    /// Paths of all files from the root, sorted; without build products and what nodes wrote.
    let paths: [String]

    /// What git does not keep, or keeps for itself.
    private static let skippedFolders: Set<String> = [".git", ".build", ".run", ".swiftpm"]
    private static let skippedFiles: Set<String> = ["Package.resolved", ".DS_Store"]

    static let current = Repository(containing: #filePath)
    /// Scanned once, for every rule reads them.
    static let currentSources = Self.current.swiftSources()

    init(containing file: String) {
        var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath()
        repeat {
            folder.deleteLastPathComponent()
        } while folder.path != "/" && !Self.isRoot(folder)
        self.root = folder
        var paths: [String] = []
        Self.collect(folder, prefix: "", into: &paths)
        self.paths = paths.sorted()
    }

    var rootPath: String { self.root.path }

    private static func isRoot(_ folder: URL) -> Bool {
        ["Package.swift", "Sources", ".ci"].allSatisfy {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
        }
    }

    private static func collect(_ folder: URL, prefix: String, into paths: inout [String]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names {
            let item = folder.appendingPathComponent(name)
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: item.path, isDirectory: &isFolder)
            if isFolder.boolValue {
                let isBuild = name.hasPrefix(".build")
                guard !isBuild, !Self.skippedFolders.contains(name) else { continue }
                Self.collect(item, prefix: prefix + name + "/", into: &paths)
            } else if !Self.skippedFiles.contains(name) {
                paths.append(prefix + name)
            }
        }
    }

    /// The text of a file, or `nil` when it is not UTF-8.
    func text(_ path: String) -> String? {
        try? String(contentsOf: self.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Whether a file or a folder is at `path`.
    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: self.root.appendingPathComponent(path).path)
    }

    func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: self.root.appendingPathComponent(path).path)
    }

    /// The Swift files that people write: generated ones are not held to the style.
    func swiftSources() -> [SwiftSource] {
        self.paths.filter { $0.hasSuffix(".swift") && !$0.contains("/Generated/") }
            .compactMap { path in self.text(path).map { SwiftSource(path: path, text: $0) } }
    }

    func documents() -> [Document] {
        self.paths.filter { $0.hasSuffix(".md") }
            .compactMap { path in self.text(path).map { Document(path: path, text: $0) } }
    }
}
