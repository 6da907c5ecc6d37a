import RoomProtocol
import Yams

/// Finds the line at which a file stops being a MutateRequest.
///
/// The decoder does not tell where it stopped. But every field of the protocol may be left out, so
/// a part that is right can be read alone: what still fails with all else left out is at fault.
enum OperationsFileFault {
    static func find(
        in root: Node, name: String, otherwise problem: InvalidJSON
    ) -> OperationsFileProblem {
        var search = Search(root: root, problem: problem)
        search.descend(root, path: "") { $0 }
        let place = search.path.isEmpty ? "" : "\(search.path): "
        return OperationsFileProblem(
            name: name, line: search.line, text: "\(place)\(search.problem)")
    }

    private struct Search {
        var problem: InvalidJSON
        var line: Int?
        var path = ""

        init(root: Node, problem: InvalidJSON) {
            self.problem = problem
            self.line = root.mark?.line
        }

        /// Goes into the child that is at fault, if one is.
        ///
        /// - Parameter whole: puts a node into the place of `node`, with all else left out.
        mutating func descend(_ node: Node, path: String, whole: @escaping (Node) -> Node) {
            switch node {
            case .mapping(let mapping):
                for (key, value) in mapping {
                    let name = key.scalar?.string ?? "?"
                    let one: (Node) -> Node = { whole(Node([(key, $0)])) }
                    guard self.fails(one(value)) else { continue }
                    self.line = key.mark?.line ?? self.line
                    self.path = path.isEmpty ? name : "\(path).\(name)"
                    return self.descend(value, path: self.path, whole: one)
                }
            case .sequence(let sequence):
                for (index, item) in sequence.enumerated() {
                    let one: (Node) -> Node = { whole(Node([$0])) }
                    guard self.fails(one(item)) else { continue }
                    self.line = item.mark?.line ?? self.line
                    self.path = "\(path)[\(index)]"
                    return self.descend(item, path: self.path, whole: one)
                }
            case .scalar, .alias:
                return
            }
        }

        /// Whether `node` is no MutateRequest; then it is the best that is known of the fault.
        private mutating func fails(_ node: Node) -> Bool {
            do throws(InvalidJSON) {
                _ = try MessageJSON.decode(
                    Roomkeeper_V1_MutateRequest.self, from: YAMLJSON.bytes(of: node))
                return false
            } catch {
                self.problem = error
                return true
            }
        }
    }
}
