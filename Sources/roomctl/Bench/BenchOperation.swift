/// What a caller of a bench may do.
enum BenchOperation: Sendable {
    case read
    case write
}
