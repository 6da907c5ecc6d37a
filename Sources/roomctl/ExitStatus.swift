/// What `roomctl` tells its caller through the exit code.
///
/// The numbers are documented in `--help`.
enum ExitStatus: Int32, Sendable {
    case ok = 0
    /// A rule said no, or the work failed for good: repeating the command will not help.
    case failed = 1
    /// The command line itself is wrong; nothing was sent.
    case usage = 2
    /// A change was sent and no answer came: it may or may not have taken effect.
    case outcomeUnknown = 3
    /// No node could serve now, and nothing was changed: repeating the command later may help.
    case unavailable = 4

    static let help = """
        EXIT CODES:
          0  done
          1  rejected or failed; nothing was changed
          2  the command line is wrong; nothing was sent
          3  the outcome of a change is unknown
          4  the cluster is unavailable now; nothing was changed, try again later
        """
}
