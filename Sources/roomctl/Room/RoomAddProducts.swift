import ArgumentParser
import RoomProtocol

/// `roomctl room add-products`.
struct RoomAddProducts: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "add-products",
        abstract: "Add products to the bag.",
        discussion: """
            All products are added, or none is.

            EXAMPLES:
              roomctl room add-products ROOM sku-1 "sku-2=Red sneaker" --position 0
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(
        help: ArgumentHelp(
            "At most 100 products, each an id or id=title.", valueName: "product"))
    var products: [String]

    @Option(help: ArgumentHelp("Where in the bag (default: at the end).", valueName: "n"))
    var position: UInt32?

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var addProducts = Roomkeeper_V1_AddProducts()
        // An id cannot contain "=", so the first one always begins the title.
        addProducts.products = self.products.map { item in
            var product = Roomkeeper_V1_NewProduct()
            let parts = item.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            product.productID = parts.first.map { String($0) } ?? ""
            product.title = parts.count > 1 ? String(parts[1]) : ""
            return product
        }
        if let position = self.position {
            addProducts.position = position
        }
        return .addProducts(addProducts)
    }
}
