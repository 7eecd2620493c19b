/* decode_desk -- what the desk's own people ask, from protobuf-c's structs to
 * core's.  For wire itself; strings and lists are borrowed from `from`. */
#ifndef WIRE_DECODE_DESK_H
#define WIRE_DECODE_DESK_H

#include "core/desk_request.h"
#include "core/rc.h"
#include "core/refusal.h"

struct Loket__V1__DocumentGet;
struct Loket__V1__DocumentHistory;
struct Loket__V1__DocumentPut;
struct Loket__V1__ListReferrals;
struct Loket__V1__ReferralAction;
struct Loket__V1__RosterAccept;
struct Loket__V1__RosterOverride;
struct Loket__V1__SwapDecide;
struct Loket__V1__SwapPropose;

/* decode_document_put: RC_INVALID with findings: more documents than fit in
 * out (TOO_MANY), documents that are not text (BAD_TEXT, each of them). */
MUST_USE enum rc decode_document_put(const struct Loket__V1__DocumentPut *from,
                                     struct request_document_put *out,
                                     struct refusal *why);

/* These take everything; core/validate_desk.h judges. */
void decode_document_get(const struct Loket__V1__DocumentGet *from,
                         struct request_document_get *out);
void decode_document_history(const struct Loket__V1__DocumentHistory *from,
                             struct request_document_history *out);
void decode_override(const struct Loket__V1__RosterOverride *from,
                     struct request_override *out);
void decode_roster_accept(const struct Loket__V1__RosterAccept *from,
                          struct request_roster_accept *out);
void decode_swap_propose(const struct Loket__V1__SwapPropose *from,
                         struct request_swap *out);
void decode_swap_decide(const struct Loket__V1__SwapDecide *from,
                        struct request_swap_decide *out);
void decode_referral_action(const struct Loket__V1__ReferralAction *from,
                            struct request_referral_action *out);
void decode_list_referrals(const struct Loket__V1__ListReferrals *from,
                           struct request_list_referrals *out);

#endif
