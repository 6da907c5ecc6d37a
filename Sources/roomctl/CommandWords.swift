import ArgumentParser

/// The words of a command line that name its command.
///
/// The argument parser takes a word that is no command for an argument too many, and says so of
/// whatever stands behind it. Here that word is found, and operations may be told by their names in
/// the protocol, as the documents have them.
struct CommandWords {
    /// A word that is no command, and what could stand in its place.
    struct Unknown: Equatable {
        let word: String
        let command: String
        let known: [String]

        var sentence: String {
            "'\(self.command)' has no command '\(self.word)'; it has "
                + self.known.joined(separator: ", ") + "."
        }
    }

    /// Operations whose verbs are shorter; those of the others differ in their dashes only.
    private static let verbs = [
        "update-info": "update", "pin-product": "pin", "unpin-product": "unpin",
        "set-spotlight": "spotlight", "clear-spotlight": "spotlight", "accept-invite": "accept",
        "decline-invite": "decline", "approve-request": "approve", "reject-request": "reject",
        "seat-user": "seat", "leave-seat": "leave", "remove-from-seat": "unseat",
    ]
    private static let optionsWithValue: Set<String> = [
        "-o", "--format", "--endpoints", "--timeout", "--tls-cert", "--tls-key", "--tls-ca",
    ]

    /// The arguments, with verbs for the names of operations.
    private(set) var arguments: [String]
    private(set) var unknown: Unknown?

    init(_ arguments: [String]) {
        self.arguments = arguments
        var command: any ParsableCommand.Type = Roomctl.self
        var path = Self.name(of: command)
        var isValue = false
        for (place, word) in arguments.enumerated() {
            guard !isValue, !word.hasPrefix("-") else {
                isValue = !isValue && Self.optionsWithValue.contains(word)
                continue
            }
            let known = command.configuration.subcommands
            guard !known.isEmpty, word != "help" else { return }
            let verb = Self.verb(for: word)
            guard let next = known.first(where: { Self.name(of: $0) == verb }) else {
                self.unknown = Unknown(
                    word: word, command: path, known: known.map { Self.name(of: $0) })
                return
            }
            self.arguments[place] = verb
            path += " \(verb)"
            command = next
        }
    }

    private static func verb(for word: String) -> String {
        let dashed = String(word.map { $0 == "_" ? "-" : $0 })
        return Self.verbs[dashed] ?? dashed
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? ""
    }
}
