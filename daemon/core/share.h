/* share -- what of a bundle may leave the desk, to whom, and as what (T7);
 * and which note its members' senders get (T7.3).
 *
 * Nothing leaves without a row of the table, and never a reporter, a text or
 * an identifier.  A member that may not leave is left out as if it had never
 * been told: its codes, its place and its organisation do not count, nor does
 * anything that follows from it.
 *
 * not released  of the police or KMar without H0 (not said is not released):
 *               it does not leave to anybody but police, unless the agreement
 *               named says that it may
 * H2, H3        of anybody: not without permission of who told it, whatever
 *               the table or an agreement says; nor what supplements it
 * withdrawn     it, or what a later version corrected: it is not there */
#ifndef CORE_SHARE_H
#define CORE_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/facts.h"
#include "core/route.h"
#include "core/sharing_request.h"

struct desk_rules;

#define SHARE_ORGANISATIONS_MAX 100 /* more are not told apart */

/* share_not_released, share_needs_permission: of one message, as above. */
bool share_not_released(enum organisation_kind source, code_number handling);
bool share_needs_permission(code_number handling);

struct share_asked {
    enum share_content content; /* not SHARE_NONE */
    enum organisation_kind to;
    const char *agreement; /* "" none */
    int64_t day;           /* local, days since 1970 */
};

struct share_member {
    int64_t organisation;
    const struct message_facts *facts;
    bool gone;        /* withdrawn, or corrected by a later one */
    bool has_address; /* a postcode and a number */
    code_number of;   /* handling of what it supplements, 0 not said */
};

/* One question being answered; members are added one by one. */
struct share_case {
    const struct desk_rules *rules;
    struct share_asked asked;
    size_t agreement;          /* valid for it; AGREEMENTS_MAX: none */
    struct case_facts whole;   /* of what leaves; whole.messages 0: nothing */
    bool police_data;          /* not released, and it leaves all the same */
    uint32_t needs_permission; /* members left out for that */
    uint32_t not_released;     /* .. */
    int64_t organisations[SHARE_ORGANISATIONS_MAX]; /* whose leave */
    size_t organisations_n;
};

/* share_open: begins; rules and asked's text are borrowed until
 * share_decide(). */
void share_open(struct share_case *c, const struct desk_rules *rules,
                const struct share_asked *asked);

/* share_take: one member; answers whether it may leave.  An address note is
 * about members with an address only, the others do not count for it. */
bool share_take(struct share_case *c, const struct share_member *member);

struct share_decision {
    enum share_verdict verdict;
    enum class_k class_k;     /* of a summary: of the codes that leave */
    int64_t keep_days;        /* by the agreement; 0: not said */
    char row[ROW_NAME_BYTES]; /* of T7, "" none was asked */
    struct route_trace trace;
};

/* share_decide: when every member was taken.
 *
 * AGREEMENT  one is named that is not there, not valid on that day, or not for
 *            this content, this kind of recipient or the target group (T1) of
 *            what leaves; or the table wants one
 * HANDLING   nothing is left, and of something a permission is needed
 * NOTHING    nothing is left
 * NO_ROW     the table says no
 * OK         a person has decided, or it goes by itself */
void share_decide(struct share_case *c, struct share_decision *out);

/* What the members of a bundle are to one of its senders. */
struct note_facts {
    bool gone;           /* the sender's own: withdrawn */
    bool others;         /* somebody else told a signal of this bundle */
    bool others_may_not; /* something of somebody else is not released, or
                            * needs permission */
};

/* note_decide: NOTE_MATCH or NOTE_NONE.  The exception hides the match for the
 * sake of all of them: which of them it was may not be guessed. */
enum feedback_state note_decide(const struct note_facts *facts);

#endif
