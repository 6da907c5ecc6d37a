import ArgumentParser
import RoomProtocol

/// `roomctl room spotlight`.
struct RoomSpotlight: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "spotlight",
        abstract: "Put a product into the spotlight, or clear it.",
        discussion: """
            The product is added to the bag when it is not there. The room must be live or paused.

            EXAMPLES:
              roomctl room spotlight ROOM sku-1 --pin
              roomctl room spotlight ROOM --clear
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The product's id.")
    var product: String?

    @Flag(help: "Pin the product too.")
    var pin = false

    @Flag(help: "Clear the spotlight.")
    var clear = false

    @OptionGroup(title: "The product, when it is added") var productOptions: ProductOptions
    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard (self.product != nil) != self.clear else {
            throw ValidationError("Give either a product or --clear.")
        }
        guard !(self.pin && self.clear) else {
            throw ValidationError("--pin needs a product; it cannot go with --clear.")
        }
    }

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        guard let product = self.product else {
            return .clearSpotlight_p(Roomkeeper_V1_ClearSpotlight())
        }
        var setSpotlight = Roomkeeper_V1_SetSpotlight()
        setSpotlight.productID = product
        setSpotlight.pin = self.pin
        setSpotlight.product = self.productOptions.makeProduct(id: product)
        return .setSpotlight(setSpotlight)
    }
}
