/* permit -- who may ask what about whose things: one table of requests, roles
 * and own or everybody's.  Default deny: what the table does not grant is
 * refused, and a key that may not speak is granted nothing.
 * docs/permits.md is this table for people; a test holds the two together. */
#ifndef CORE_PERMIT_H
#define CORE_PERMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/request.h"

/* Some requests are several: by what they are about. */
enum permit_part {
    PERMIT_WHOLE,
    PERMIT_INBOX,      /* of the requests about streams */
    PERMIT_DESK,       /* likewise */
    PERMIT_PUBLIC,     /* a document that whoever reports has to know */
    PERMIT_BY_RECEIPT, /* questions of a message one has the receipt of */
    PERMIT_EXACT,      /* figures that are not protected */
    PERMIT_TAKER,      /* of a swap: accept, decline */
    PERMIT_PROPOSER,   /* of a swap: withdraw */
    PERMIT_FORCE,      /* of a swap: over the heads of both */
    PERMIT_PROLONG     /* of what is kept */
};

#define PERMIT_PART_LAST PERMIT_PROLONG

/* How it is known whether a thing is the asker's own. */
enum permit_own {
    PERMIT_NOBODYS,  /* nothing is: it is about everybody's, or nothing */
    PERMIT_PERSONS,  /* of this principal: inbox, pages, shifts, swaps */
    PERMIT_OF_ITS,   /* of its organisation: messages, tasks */
    PERMIT_HELD,     /* whoever has the receipt */
    PERMIT_BY_TABLE, /* where table T6 lets this organisation place */
};

#define PERMIT_OWN_LAST PERMIT_BY_TABLE

struct permit_row {
    enum request_kind kind;
    enum permit_part part;
    uint32_t all; /* roles that may, whosever it is; ROLE_NONE: enrolled */
    uint32_t own; /* roles that may where it is their own */
    enum permit_own rule; /* of own */
    bool content; /* the answer holds what somebody told or what is known of
                   * it: nothing for operators or statistics */
    const char *field;  /* that makes it this part */
    const char *silent; /* why it leaves no record in the audit; NULL: it is
                         * on record before it is answered */
};

/* Whose the thing is that a request is about. */
struct permit_thing {
    int64_t principal;
    int64_t organisation;
    bool held; /* the receipt was shown; the table allows it */
};

/* permit_rows: the whole table, for who prints or tests it. */
size_t permit_rows(const struct permit_row **rows);

/* permit_row_of: the row of a request; NULL: none, so it is denied. */
const struct permit_row *permit_row_of(const struct request *request);

/* permit_request: may a principal with these roles make this request at all,
 * about everybody's or about its own?  What is not its own is then refused by
 * permit_about(), where the desk knows whose it is. */
bool permit_request(uint32_t roles, const struct request *request);

/* permit_field: of a request that is denied, the field that decides: with
 * something else in it the answer might be another; "" when it would not. */
const char *permit_field(uint32_t roles, const struct request *request);

/* permit_all: may it, whosever the thing is? */
bool permit_all(uint32_t roles, const struct request *request);

/* permit_own: may it because this thing is its own? */
bool permit_own(const struct principal_key *asker,
                const struct request *request,
                const struct permit_thing *thing);

/* permit_about: may it, this being the thing? */
bool permit_about(const struct principal_key *asker,
                  const struct request *request,
                  const struct permit_thing *thing);

/* permit_role: the role under which it may, the first of several; ROLE_NONE:
 * none of its own is needed, or it may not. */
enum role permit_role(uint32_t roles, const struct request *request);

#endif
