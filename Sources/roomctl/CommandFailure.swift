/// A command that did not do what it was asked: what is printed, and the exit code.
struct CommandFailure: Error {
    let status: ExitStatus
    let report: ErrorReport
    let format: OutputFormat

    /// For a person on standard error; with `-o json` also as an object on standard output.
    func show() {
        Console.writeError(self.report.text())
        if self.format == .json, let json = try? self.report.json() {
            Console.write(json)
        }
    }
}
