import RoomProtocol

/// What happened to a room, in a few words.
enum EventText {
    static func words(for event: Roomkeeper_V1_Event) -> String {
        guard let kind = event.event else { return event.type }
        return Self.lifecycle(kind) ?? Self.seats(kind) ?? Self.waiting(kind)
            ?? Self.products(kind) ?? event.type
    }

    private static func lifecycle(_ kind: Roomkeeper_V1_Event.OneOf_Event) -> String? {
        switch kind {
        case .roomCreated(let event):
            "created for \(event.ownerID), hosted by \(event.hostID): \"\(event.info.title)\""
        case .roomStarted: "started"
        case .roomPaused(let event): "paused\(Self.because(event.reason))"
        case .roomResumed: "resumed"
        case .roomEnded(let event): "ended\(Self.because(event.reason))"
        case .roomPurged: "deleted"
        case .infoUpdated: "info changed"
        case .settingsUpdated: "settings changed"
        case .hostChanged(let event): "host \(event.fromUserID) -> \(event.toUserID)"
        default: nil
        }
    }

    private static func seats(_ kind: Roomkeeper_V1_Event.OneOf_Event) -> String? {
        switch kind {
        case .seatTaken(let event):
            "\(event.seat.userID) took seat \(event.seat.index) as "
                + WireWord.text(event.seat.role)
        case .seatLeft(let event): "\(event.userID) left seat \(event.index)"
        case .seatMoved(let event):
            "\(event.userID) moved from seat \(event.fromIndex) to \(event.toIndex)"
        case .seatLocked(let event): "seat \(event.index) locked"
        case .seatUnlocked(let event): "seat \(event.index) unlocked"
        case .roleChanged(let event): "\(event.userID) is \(WireWord.text(event.role)) now"
        default: nil
        }
    }

    private static func waiting(_ kind: Roomkeeper_V1_Event.OneOf_Event) -> String? {
        switch kind {
        case .inviteCreated(let event):
            "\(event.invite.userID) invited as \(WireWord.text(event.invite.role))"
        case .inviteClosed(let event):
            "invitation of \(event.userID) \(WireWord.text(event.end))"
        case .requestCreated(let event): "\(event.request.userID) asks for a seat"
        case .requestClosed(let event): "request of \(event.userID) \(WireWord.text(event.end))"
        default: nil
        }
    }

    private static func products(_ kind: Roomkeeper_V1_Event.OneOf_Event) -> String? {
        switch kind {
        case .productAdded(let event):
            "\(event.product.productID) added at \(event.position)"
        case .productRemoved(let event): "\(event.productID) removed"
        case .productMoved(let event): "\(event.productID) moved to \(event.position)"
        case .productsReordered(let event):
            "bag reordered: \(event.productIds.joined(separator: " "))"
        case .productPinned(let event): "\(event.productID) pinned at \(event.position)"
        case .productUnpinned(let event): "\(event.productID) unpinned"
        case .spotlightStarted(let event): "spotlight on \(event.spotlight.productID)"
        case .spotlightEnded(let event):
            "spotlight off \(event.segment.productID)\(Self.because(event.segment.endReason))"
        default: nil
        }
    }

    private static func because(_ reason: Roomkeeper_V1_StateReason) -> String {
        switch reason {
        case .unspecified, .requested, .UNRECOGNIZED: ""
        case .hostLost, .hostTimeout, .moderation, .hostMoved: " (\(WireWord.text(reason)))"
        }
    }

    private static func because(_ reason: Roomkeeper_V1_SegmentEndReason) -> String {
        switch reason {
        case .cleared, .unspecified, .UNRECOGNIZED: ""
        case .replaced: " (replaced)"
        case .productRemoved: " (product removed)"
        case .roomEnded: " (room ended)"
        }
    }
}
