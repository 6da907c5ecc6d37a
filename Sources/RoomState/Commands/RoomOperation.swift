/// One step of a command, one to one with the protocol's `Operation`.
package enum RoomOperation: Equatable, Sendable {
    indirect case create(Create)
    case start(OnConflict)
    case pause
    case resume
    case end
    case updateInfo(UpdateInfo)
    indirect case updateSettings(UpdateSettings)
    /// A service reports that this user, the host, is gone.
    case hostLost(UserID)
    case transferHost(TransferHost)
    case seatUser(SeatUser)
    case invite(InviteUser)
    case acceptInvite(UserID)
    case declineInvite(UserID)
    case removeFromSeat(UserID)
    case leaveSeat(UserID)
    case cancelInvite(UserID)
    case requestSeat(RequestSeat)
    case cancelRequest(UserID)
    case approveRequest(ApproveRequest)
    case rejectRequest(UserID)
    case moveSeat(MoveSeat)
    /// The number of the seat.
    case lockSeat(Int)
    case unlockSeat(Int)
    case setRole(SetRole)
    case addProducts(AddProducts)
    case removeProducts([ProductID])
    case moveProduct(MoveProduct)
    case pinProduct(PinProduct)
    case unpinProduct(ProductID)
    case setSpotlight(SetSpotlight)
    case clearSpotlight
    /// The whole bag in its new order.
    case reorderProducts([ProductID])

    /// What to do when the host already hosts another room in LIVE, PAUSED or SUSPENDED.
    package enum OnConflict: UInt8, Sendable, CaseIterable {
        case fail = 1
        /// End the other room in the same entry.
        case endOther = 2
    }

    /// What to do when `max_pinned` products are pinned.
    package enum OnFull: UInt8, Sendable, CaseIterable {
        case reject = 1
        /// Unpin the last pinned product to make room.
        case evictLast = 2
    }

    package struct Create: Equatable, Sendable {
        package var ownerID: UserID
        /// `nil`: the owner.
        package var hostID: UserID?
        package var info: RoomInfo
        package var settings: RoomSettings
        /// Start the room at once.
        package var start: Bool
        package var onConflict: OnConflict

        package init(
            ownerID: UserID, hostID: UserID? = nil, info: RoomInfo,
            settings: RoomSettings = RoomSettings(), start: Bool = false
        ) {
            self.ownerID = ownerID
            self.hostID = hostID
            self.info = info
            self.settings = settings
            self.start = start
            self.onConflict = .fail
        }
    }

    /// Replaces the settings that are not `nil`.
    package struct UpdateSettings: Equatable, Sendable {
        package var guestSeats: Int?
        package var seatMode: RoomSettings.SeatMode?
        package var maxProducts: Int?
        package var maxPinned: Int?
        package var inviteTTLSeconds: Int?
        package var hostLossPolicy: RoomSettings.HostLossPolicy?
        package var successorIDs: [UserID]?
        package var presenceMode: RoomSettings.PresenceMode?
        package var presenceTTLSeconds: Int?
        package var pauseGraceSeconds: Int?
        package var requestQueueMax: Int?

        package init() {}
    }

    package struct TransferHost: Equatable, Sendable {
        package var userID: UserID
        package var onConflict: OnConflict

        package init(userID: UserID, onConflict: OnConflict = .fail) {
            self.userID = userID
            self.onConflict = onConflict
        }
    }

    package struct SeatUser: Equatable, Sendable {
        package var userID: UserID
        package var role: Stage.Role
        /// `nil`: the lowest free seat.
        package var seatIndex: Int?

        package init(userID: UserID, role: Stage.Role = .coHost, seatIndex: Int? = nil) {
            self.userID = userID
            self.role = role
            self.seatIndex = seatIndex
        }
    }

    package struct InviteUser: Equatable, Sendable {
        package var userID: UserID
        package var role: Stage.Role
        /// `nil`: the lowest free seat when the invitation is accepted.
        package var seatIndex: Int?

        package init(userID: UserID, role: Stage.Role = .coHost, seatIndex: Int? = nil) {
            self.userID = userID
            self.role = role
            self.seatIndex = seatIndex
        }
    }

    package struct RequestSeat: Equatable, Sendable {
        package var userID: UserID
        package var note: String

        package init(userID: UserID, note: String = "") {
            self.userID = userID
            self.note = note
        }
    }

    package struct ApproveRequest: Equatable, Sendable {
        package var userID: UserID
        package var role: Stage.Role
        /// `nil`: the lowest free seat.
        package var seatIndex: Int?

        package init(userID: UserID, role: Stage.Role = .guest, seatIndex: Int? = nil) {
            self.userID = userID
            self.role = role
            self.seatIndex = seatIndex
        }
    }

    package struct MoveSeat: Equatable, Sendable {
        package var userID: UserID
        /// Where to.
        package var seatIndex: Int

        package init(userID: UserID, seatIndex: Int) {
            self.userID = userID
            self.seatIndex = seatIndex
        }
    }

    package struct SetRole: Equatable, Sendable {
        package var userID: UserID
        package var role: Stage.Role

        package init(userID: UserID, role: Stage.Role) {
            self.userID = userID
            self.role = role
        }
    }

    package struct AddProducts: Equatable, Sendable {
        package var products: [NewProduct]
        /// `nil`: at the end of the bag.
        package var position: Int?

        package init(products: [NewProduct], position: Int? = nil) {
            self.products = products
            self.position = position
        }
    }

    package struct MoveProduct: Equatable, Sendable {
        package var productID: ProductID
        /// Counted from 0 after the product's removal.
        package var position: Int

        package init(productID: ProductID, position: Int) {
            self.productID = productID
            self.position = position
        }
    }

    package struct PinProduct: Equatable, Sendable {
        package var productID: ProductID
        /// `nil`: after the last pinned product.
        package var position: Int?
        package var onFull: OnFull
        /// Added to the bag when it is not there.
        package var product: NewProduct?

        package init(
            productID: ProductID, position: Int? = nil, onFull: OnFull = .reject,
            product: NewProduct? = nil
        ) {
            self.productID = productID
            self.position = position
            self.onFull = onFull
            self.product = product
        }
    }

    package struct SetSpotlight: Equatable, Sendable {
        package var productID: ProductID
        /// Pin the product too.
        package var pin: Bool
        /// Added to the bag when it is not there.
        package var product: NewProduct?

        package init(productID: ProductID, pin: Bool = false, product: NewProduct? = nil) {
            self.productID = productID
            self.pin = pin
            self.product = product
        }
    }

    /// The name of the operation in the protocol, as it stands in field paths.
    package var name: String {
        switch self {
        case .create: "create"
        case .start: "start"
        case .pause: "pause"
        case .resume: "resume"
        case .end: "end"
        case .updateInfo: "update_info"
        case .updateSettings: "update_settings"
        case .hostLost: "host_lost"
        case .transferHost: "transfer_host"
        case .seatUser: "seat_user"
        case .invite: "invite"
        case .acceptInvite: "accept_invite"
        case .declineInvite: "decline_invite"
        case .removeFromSeat: "remove_from_seat"
        case .leaveSeat: "leave_seat"
        case .cancelInvite: "cancel_invite"
        case .requestSeat: "request_seat"
        case .cancelRequest: "cancel_request"
        case .approveRequest: "approve_request"
        case .rejectRequest: "reject_request"
        case .moveSeat: "move_seat"
        case .lockSeat: "lock_seat"
        case .unlockSeat: "unlock_seat"
        case .setRole: "set_role"
        case .addProducts: "add_products"
        case .removeProducts: "remove_products"
        case .moveProduct: "move_product"
        case .pinProduct: "pin_product"
        case .unpinProduct: "unpin_product"
        case .setSpotlight: "set_spotlight"
        case .clearSpotlight: "clear_spotlight"
        case .reorderProducts: "reorder_products"
        }
    }
}
