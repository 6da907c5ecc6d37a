import ArgumentParser
import RoomProtocol

/// `roomctl room reorder-products`.
struct RoomReorderProducts: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "reorder-products",
        abstract: "Put the whole bag in a new order.",
        discussion: """
            It needs --if-products-revision, so that it never undoes a change that you did not \
            see: the number is in "roomctl room get ROOM" ("products" beside the revision).

            EXAMPLES:
              roomctl room reorder-products ROOM sku-2 sku-1 --if-products-revision 7
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The ids of all products of the bag, each once, in the new order.")
    var products: [String]

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard self.write.preconditions.ifProductsRevision != nil else {
            throw ValidationError(
                "--if-products-revision is missing: tell at which revision of the products you "
                    + "saw the bag (roomctl room get ROOM).")
        }
    }

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var reorderProducts = Roomkeeper_V1_ReorderProducts()
        reorderProducts.productIds = self.products
        return .reorderProducts(reorderProducts)
    }
}
