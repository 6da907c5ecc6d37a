/// What `roomd` tells its caller through the exit code.
///
/// The numbers are documented in `--help`.
enum ExitStatus: Int32 {
    case ok = 0
    /// A setting, the data directory or a port is wrong; nothing was written.
    case failed = 1
    /// The command line itself is wrong; nothing was written.
    case usage = 2
    /// The disk, the stored data or a door failed while the node ran. EX_SOFTWARE of sysexits.h.
    case stopped = 70

    static let help = """
        EXIT CODES:
          0   stopped politely, or done
          1   a setting, the data directory or a port is wrong; nothing was written
          2   the command line is wrong; nothing was written
          70  the node stopped itself because its disk, its data or a door failed; see its log
        """
}
