import Raft

/// What the log's thread is given to do.
enum LogWork: Sendable {
    case write(LogWrite)
    case fetch(LogFetch)
    case truncate(LogTruncation)
    case stop
}
