import ArgumentParser
import RoomProtocol

/// `roomctl room move-product`.
struct RoomMoveProduct: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "move-product", abstract: "Move a product within the bag.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The product's id.")
    var product: String

    @Option(help: ArgumentHelp("The new place, counted from 0.", valueName: "n"))
    var position: UInt32

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var moveProduct = Roomkeeper_V1_MoveProduct()
        moveProduct.productID = self.product
        moveProduct.position = self.position
        return .moveProduct(moveProduct)
    }
}
