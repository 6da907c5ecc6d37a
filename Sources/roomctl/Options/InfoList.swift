import ArgumentParser

/// A list of a room's info, for `--clear`.
enum InfoList: String, ExpressibleByArgument, CaseIterable, Sendable {
    case categories
    case tags
    case labels
}
