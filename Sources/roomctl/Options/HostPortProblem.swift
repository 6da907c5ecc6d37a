/// Why a text is not an address.
struct HostPortProblem: Error, CustomStringConvertible {
    let text: String
    let problem: String

    var description: String {
        "'\(self.text)' is not an address: \(self.problem) (expected host:port)."
    }
}
