/* partners -- see partners.h */
#include "desk/partners.h"

#include <string.h>

#include "core/validate.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/people.h"

#define OLD_KEY_US      (INT64_C(7) * 24 * 3600 * 1000000)
#define LIST_PER_ANSWER 24 /* with all their keys they fit in a frame */

/* The store lists by name; the last name before this one is it with its last
 * character lowered and followed by what sorts behind any name. */
static enum rc
find_partner(struct desk *desk, const char *name, struct partner *out)
{
    char before[NAME_BYTES + 1];
    size_t len = strlen(name);
    size_t n = 0;

    if (len == 0 || len >= NAME_BYTES)
        return RC_NOT_FOUND;
    memcpy(before, name, len);
    before[len - 1]--;
    before[len] = '~';
    before[len + 1] = '\0';

    enum rc rc = people_list(desk->store, before, out, 1, &n);

    if (rc == RC_OK && (n == 0 || strcmp(out->principal.name, name) != 0))
        return RC_NOT_FOUND;
    return rc;
}

enum rc
partners_answer_changed(struct desk *desk, const struct turn *turn,
                        const char *name)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct partner partner;
    /* First of all: a revoked key must not do anything more. */
    enum rc rc = desk_keys_send(desk);

    if (rc == RC_OK)
        rc = find_partner(desk, name, &partner);
    if (rc == RC_OK)
        reply_send(desk, turn->session,
                   wire_partners(&out, &partner, 1, false));
    return rc;
}

enum rc
partners_add(struct desk *desk, const struct turn *turn)
{
    struct enrolment enrolment = turn->request->u.partner_add;
    struct refusal why = {0};
    int64_t principal = 0;

    if (validate_enrolment(&enrolment, &why) != RC_OK) {
        reply_findings(desk, turn, &why);
        return RC_OK;
    }
    if (enrolment.valid_from_us == 0)
        enrolment.valid_from_us = turn->now_us;
    if (enrolment.valid_to_us == 0)
        enrolment.valid_to_us = INT64_MAX;

    enum rc rc = people_add(desk->store, &enrolment, turn->key->principal,
                            turn->now_us, &principal);

    if (rc == RC_DUP || rc == RC_STALE) {
        reply_refuse(desk, turn, REFUSAL_CONFLICT,
                     rc == RC_DUP ? "name" : "organisation_kind");
        return RC_OK;
    }
    return rc == RC_OK ? partners_answer_changed(desk, turn, enrolment.name)
                       : rc;
}

enum rc
partners_rotate(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    const char *name = request->u.partner_rotate.name;
    int64_t old_to_us = request->u.partner_rotate.old_valid_to_us;

    if (old_to_us == 0)
        old_to_us = turn->now_us + OLD_KEY_US;

    enum rc rc =
        people_rotate(desk->store, name, request->u.partner_rotate.public_key,
                      old_to_us, turn->key->principal, turn->now_us);

    if (rc == RC_DUP) {
        reply_refuse(desk, turn, REFUSAL_CONFLICT, "public_key");
        return RC_OK;
    }
    return rc == RC_OK ? partners_answer_changed(desk, turn, name) : rc;
}

enum rc
partners_revoke(struct desk *desk, const struct turn *turn)
{
    const struct request *request = turn->request;
    const char *name = request->u.partner_revoke.name;
    const uint8_t *public_key = request->u.partner_revoke.has_public_key
                                    ? request->u.partner_revoke.public_key
                                    : NULL;
    enum rc rc = people_revoke(desk->store, name, public_key,
                               turn->key->principal, turn->now_us);

    return rc == RC_OK ? partners_answer_changed(desk, turn, name) : rc;
}

enum rc
partners_list(struct desk *desk, const struct turn *turn)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct partner partners[LIST_PER_ANSWER + 1];
    size_t n = 0;
    enum rc rc = people_list(desk->store, turn->request->u.partner_list.after,
                             partners, LIST_PER_ANSWER + 1, &n);

    if (rc != RC_OK)
        return rc;

    size_t shown = n > LIST_PER_ANSWER ? LIST_PER_ANSWER : n;

    reply_send(desk, turn->session,
               wire_partners(&out, partners, shown, n > shown));
    return RC_OK;
}
