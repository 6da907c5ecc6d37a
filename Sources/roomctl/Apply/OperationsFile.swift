import ArgumentParser
import Foundation
import RoomProtocol
import Yams

/// A file with one change of a room: a MutateRequest by the protobuf mapping, as YAML or as JSON,
/// which is YAML too.
struct OperationsFile {
    /// As errors name it.
    let name: String
    let request: Roomkeeper_V1_MutateRequest
    private let root: Node

    /// Reads the file at `path`; `-` is standard input.
    ///
    /// - Throws: `OperationsFileProblem`, with the line at fault.
    init(path: String) throws {
        let name = path == "-" ? "standard input" : path
        let data: Data
        do {
            data =
                path == "-"
                ? FileHandle.standardInput.readDataToEndOfFile()
                : try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw OperationsFileProblem(name: name, text: "it cannot be read; check the path")
        }
        guard data.count <= Limits.operationsFileBytes else {
            throw OperationsFileProblem(
                name: name,
                text: "it has \(data.count) bytes; the limit is \(Limits.operationsFileBytes)")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw OperationsFileProblem(name: name, text: "it is not UTF-8 text")
        }
        try self.init(text: text, name: name)
    }

    init(text: String, name: String) throws(OperationsFileProblem) {
        self.name = name
        self.root = try Self.document(of: text, name: name)
        if let problem = Self.repetition(in: self.root, name: name) { throw problem }
        do {
            self.request = try MessageJSON.decode(from: YAMLJSON.bytes(of: self.root))
        } catch {
            throw OperationsFileFault.find(in: self.root, name: name, otherwise: error)
        }
    }

    /// The line that a refusal is about, if it is about one.
    ///
    /// - Parameter metadata: of the error; `field` is a path such as
    ///   `operations[0].pin_product.product_id`, `op_index` the number of an operation.
    func line(of metadata: [String: String]) -> Int? {
        let path =
            metadata["field"] ?? metadata["op_index"].map { "operations[\($0)]" }
        return path.flatMap { YAMLPath(text: $0)?.line(in: self.root) }
    }

    private static func document(
        of text: String, name: String
    ) throws(OperationsFileProblem) -> Node {
        var documents: [Node] = []
        var lineOfAnchor: Int?
        do {
            var parsed = try Yams.compose_all(yaml: text)
            // By hand: a loop would work on a copy, which keeps its error to itself.
            while let document = parsed.next() { documents.append(document) }
            if let error = parsed.error { throw error }
            // Nodes hold their anchors weakly; the parser behind `parsed` owns them.
            lineOfAnchor = withExtendedLifetime(parsed) {
                documents.lazy.compactMap { Self.lineOfAnchor(in: $0) }.first
            }
        } catch {
            throw OperationsFileProblem(error, name: name)
        }
        guard documents.count <= 1 else {
            throw OperationsFileProblem(
                name: name, line: documents[1].mark?.line,
                text: "a second document begins; a file holds one change")
        }
        guard let root = documents.first, root.mapping != nil else {
            throw OperationsFileProblem(
                name: name, text: "\"operations:\" with a list of operations is expected")
        }
        if let line = lineOfAnchor {
            throw OperationsFileProblem(
                name: name, line: line, text: "anchors and aliases are not taken; write it out")
        }
        return root
    }

    /// A few lines with anchors could stand for more text than fits into memory.
    private static func lineOfAnchor(in node: Node) -> Int? {
        if node.anchor != nil { return node.mark?.line ?? 1 }
        switch node {
        case .mapping(let mapping):
            for (_, value) in mapping {
                if let line = Self.lineOfAnchor(in: value) { return line }
            }
        case .sequence(let sequence):
            for item in sequence {
                if let line = Self.lineOfAnchor(in: item) { return line }
            }
        case .scalar, .alias: break
        }
        return nil
    }
}
