import RoomProtocol
import RoomState

extension RoomOperation.Create {
    init(_ create: Roomkeeper_V1_Create, _ path: FieldPath) throws(InvalidField) {
        self.init(
            ownerID: try UserID(create.ownerID, field: path("owner_id")),
            hostID: try create.hostID.isEmpty
                ? nil : UserID(create.hostID, field: path("host_id")),
            info: RoomInfo(create.info),
            settings: try create.hasSettings
                ? RoomSettings(create.settings, path) : RoomSettings(),
            start: create.start)
        self.onConflict = try RequestEnums.onConflict(
            create.onConflict, field: path("on_conflict"))
    }
}

extension RoomOperation.UpdateInfo {
    init(_ update: Roomkeeper_V1_UpdateInfo) {
        self.init()
        if update.hasTitle { self.title = update.title }
        if update.hasDescription_p { self.description = update.description_p }
        if update.hasCoverUri { self.coverURI = update.coverUri }
        if update.hasLanguage { self.language = update.language }
        if update.hasRegion { self.region = update.region }
        if update.hasCategories { self.categories = update.categories.values }
        if update.hasTags { self.tags = update.tags.values }
        if update.hasLabels { self.labels = Label.ordered(update.labels.values) }
    }
}

extension RoomOperation.UpdateSettings {
    init(_ update: Roomkeeper_V1_UpdateSettings, _ path: FieldPath) throws(InvalidField) {
        self.init()
        if update.hasGuestSeats { self.guestSeats = Int(update.guestSeats) }
        if update.hasMaxProducts { self.maxProducts = Int(update.maxProducts) }
        if update.hasMaxPinned { self.maxPinned = Int(update.maxPinned) }
        if update.hasInviteTtlSeconds { self.inviteTTLSeconds = Int(update.inviteTtlSeconds) }
        if update.hasPresenceTtlSeconds {
            self.presenceTTLSeconds = Int(update.presenceTtlSeconds)
        }
        if update.hasPauseGraceSeconds { self.pauseGraceSeconds = Int(update.pauseGraceSeconds) }
        if update.hasRequestQueueMax { self.requestQueueMax = Int(update.requestQueueMax) }
        if update.seatMode != .unspecified {
            self.seatMode = try RequestEnums.seatMode(update.seatMode, field: path("seat_mode"))
        }
        if update.hostLossPolicy != .unspecified {
            self.hostLossPolicy = try RequestEnums.hostLossPolicy(
                update.hostLossPolicy, field: path("host_loss_policy"))
        }
        if update.presenceMode != .unspecified {
            self.presenceMode = try RequestEnums.presenceMode(
                update.presenceMode, field: path("presence_mode"))
        }
        if update.hasSuccessorIds {
            var successors: [UserID] = []
            for (index, id) in update.successorIds.values.enumerated() {
                successors.append(try UserID(id, field: path("successor_ids", index)))
            }
            self.successorIDs = successors
        }
    }
}

extension RoomOperation.TransferHost {
    init(_ transfer: Roomkeeper_V1_TransferHost, _ path: FieldPath) throws(InvalidField) {
        self.init(
            userID: try path.user(transfer.userID),
            onConflict: try RequestEnums.onConflict(
                transfer.onConflict, field: path("on_conflict")))
    }
}

extension RoomInfo {
    fileprivate init(_ info: Roomkeeper_V1_RoomInfo) {
        self.init(
            title: info.title, description: info.description_p, coverURI: info.coverUri,
            language: info.language, region: info.region)
        self.categories = info.categories
        self.tags = info.tags
        self.labels = Label.ordered(info.labels)
    }
}

extension RoomSettings {
    fileprivate init(
        _ settings: Roomkeeper_V1_RoomSettings, _ path: FieldPath
    ) throws(InvalidField) {
        self.init()
        if settings.hasGuestSeats { self.guestSeats = Int(settings.guestSeats) }
        if settings.hasMaxProducts { self.maxProducts = Int(settings.maxProducts) }
        if settings.hasMaxPinned { self.maxPinned = Int(settings.maxPinned) }
        if settings.hasInviteTtlSeconds {
            self.inviteTTLSeconds = Int(settings.inviteTtlSeconds)
        }
        if settings.hasPresenceTtlSeconds {
            self.presenceTTLSeconds = Int(settings.presenceTtlSeconds)
        }
        if settings.hasPauseGraceSeconds {
            self.pauseGraceSeconds = Int(settings.pauseGraceSeconds)
        }
        if settings.hasRequestQueueMax { self.requestQueueMax = Int(settings.requestQueueMax) }
        self.seatMode = try RequestEnums.seatMode(
            settings.seatMode, field: path("settings.seat_mode"))
        self.hostLossPolicy = try RequestEnums.hostLossPolicy(
            settings.hostLossPolicy, field: path("settings.host_loss_policy"))
        self.presenceMode = try RequestEnums.presenceMode(
            settings.presenceMode, field: path("settings.presence_mode"))
        for (index, id) in settings.successorIds.enumerated() {
            self.successorIDs.append(
                try UserID(id, field: path("settings.successor_ids", index)))
        }
    }
}
