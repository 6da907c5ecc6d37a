import ArgumentParser

/// How results are printed; every command takes it.
struct FormatOptions: ParsableArguments {
    // The long name is not --output, which names a file in `cluster init`.
    @Option(
        name: [.customShort("o"), .customLong("format")],
        help: "How to print: 'table' for people, 'json' for programs.")
    var format: OutputFormat = .table
}
