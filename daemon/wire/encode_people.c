/* encode_people -- the partners, for the operator */
#include "loket/v1/socket.pb-c.h"
#include "wire/encode.h"
#include "wire/pack.h"

/* One partner with the room its lists need. */
struct partner_room {
    Loket__V1__Partner to;
    uint32_t roles[PACK_ROLES_MAX];
    Loket__V1__PartnerKey keys[KEYS_MAX];
    Loket__V1__PartnerKey *list[KEYS_MAX];
};

/* Outside, an instant that never comes is 0. */
static int64_t
instant_or_never(int64_t at_us)
{
    return at_us == INT64_MAX ? 0 : at_us;
}

static void
fill_keys(struct partner_room *room, const struct partner *from)
{
    for (size_t i = 0; i < from->keys_n; i++) {
        const struct principal_key *key = &from->keys[i];
        Loket__V1__PartnerKey *to = &room->keys[i];

        loket__v1__partner_key__init(to);
        to->public_key = pack_bytes(key->public_key, PUBLIC_KEY_BYTES);
        to->valid_from_us = key->valid_from_us;
        to->valid_to_us = instant_or_never(key->valid_to_us);
        to->revoked_us = instant_or_never(key->revoked_us);
        to->parked_us = from->parked_us[i];
        room->list[i] = to;
    }
    room->to.n_keys = from->keys_n;
    room->to.keys = room->list;
}

static void
fill_partner(struct partner_room *room, const struct partner *from)
{
    const struct principal *principal = &from->principal;

    loket__v1__partner__init(&room->to);
    room->to.organisation = pack_text(principal->organisation_name);
    room->to.organisation_kind =
        (Loket__V1__OrganisationKind)principal->organisation_kind;
    room->to.name = pack_text(principal->name);
    room->to.kind = (Loket__V1__PrincipalKind)principal->kind;
    room->to.n_roles = pack_roles(principal->roles, room->roles);
    room->to.roles = (Loket__V1__Role *)room->roles;
    fill_keys(room, from);
}

size_t
wire_partners(const struct wire_out *out, const struct partner *partners,
              size_t n, bool more)
{
    struct partner_room rooms[LIST_LIMIT];
    Loket__V1__Partner *list[LIST_LIMIT];
    Loket__V1__Partners to = LOKET__V1__PARTNERS__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (partners[i].keys_n > KEYS_MAX)
            return 0;
        fill_partner(&rooms[i], &partners[i]);
        list[i] = &rooms[i].to;
    }
    to.n_partners = n;
    to.partners = list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_PARTNERS;
    message.partners = &to;
    return pack_reply(out, &message);
}
