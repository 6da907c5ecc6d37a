import ArgumentParser

/// How much of a long answer is wanted.
struct PageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many to ask for at once: 1 to 500.", valueName: "n"))
    var pageSize: UInt32 = 100

    @Option(
        help: ArgumentHelp(
            "Go on where an earlier answer ended: its nextPageToken.", valueName: "text"))
    var pageToken: String?

    @Flag(help: "Print every page, not only one. With -o json each page is a line.")
    var all = false

    func validate() throws {
        guard Limits.pageSizes.contains(self.pageSize) else {
            throw ValidationError(
                "--page-size must be \(Limits.pageSizes.lowerBound) to "
                    + "\(Limits.pageSizes.upperBound).")
        }
    }

    /// Asks for the page, or for all that follow it too.
    ///
    /// - Parameter page: asks for the page under a token, prints it, and tells the next token.
    func forEachPage(_ page: (String) async throws -> String) async throws {
        var token = self.pageToken ?? ""
        while true {
            token = try await page(token)
            guard !token.isEmpty else { return }
            guard self.all else {
                return Console.writeError("more follow: --page-token \(token), or --all")
            }
        }
    }
}
