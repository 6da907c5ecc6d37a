import ArgumentParser
import RoomProtocol

/// Who or what a room is found by.
struct FindOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The live room that this user hosts.", valueName: "user"))
    var host: String?

    @Option(help: ArgumentHelp("Rooms in which this user sits.", valueName: "user"))
    var seated: String?

    @Option(help: ArgumentHelp("Rooms to which this user is invited.", valueName: "user"))
    var invited: String?

    @Option(help: ArgumentHelp("Rooms that have this product.", valueName: "id"))
    var product: String?

    @Option(help: "With --product: where it must be (default: bag).")
    var place: PlaceArgument?

    func validate() throws {
        let given = [self.host, self.seated, self.invited, self.product].compactMap { $0 }
        guard given.count == 1 else {
            throw ValidationError("Give one of --host, --seated, --invited and --product.")
        }
        guard self.place == nil || self.product != nil else {
            throw ValidationError("--place goes with --product.")
        }
    }

    var message: Roomkeeper_V1_FindRoomsRequest.OneOf_By? {
        if let host = self.host { return .hostID(host) }
        if let seated = self.seated { return .seatedUserID(seated) }
        if let invited = self.invited { return .invitedUserID(invited) }
        guard let product = self.product else { return nil }
        var place = Roomkeeper_V1_ProductPlace()
        place.productID = product
        place.place = self.place?.message ?? .bag
        return .product(place)
    }
}
