/* people -- who talks to the desk: organisations, principals, roles, keys. */
#ifndef CORE_PEOPLE_H
#define CORE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PUBLIC_KEY_BYTES 32
#define NAME_BYTES       65 /* with its NUL: 1 to 64 bytes of [a-z0-9._-] */
#define KEYS_MAX         8  /* of one principal that are listed, newest first */

enum organisation_kind {
    ORGANISATION_NONE,
    ORGANISATION_POLICE_AMSTERDAM,
    ORGANISATION_POLICE,
    ORGANISATION_KMAR,
    ORGANISATION_COMENSHA,
    ORGANISATION_HOUSING,
    ORGANISATION_CARE,
    ORGANISATION_MUNICIPALITY,
    ORGANISATION_YOUTH,
    ORGANISATION_HEALTH,
    ORGANISATION_LAWYER,
    ORGANISATION_INSPECTORATE,
    ORGANISATION_CLIENT,
    ORGANISATION_ACM,
    ORGANISATION_OTHER
};

enum principal_kind {
    PRINCIPAL_NONE,
    PRINCIPAL_PERSON,
    PRINCIPAL_SYSTEM
};

/* Numbers are those of loket.v1.Role; a set of roles is a bit mask. */
enum role {
    ROLE_NONE,
    ROLE_SUBMITTER,
    ROLE_COORDINATOR,
    ROLE_DESK_MANAGER,
    ROLE_OPERATOR,
    ROLE_AUDITOR,
    ROLE_STATISTICS
};

#define ROLE_LAST      ROLE_STATISTICS
#define ROLE_BIT(role) (1U << (role))

/* A key that may or may not be valid now; instants are UTC microseconds. */
struct principal_key {
    int64_t key;       /* identity of the key: never reused */
    int64_t principal; /* never reused */
    int64_t organisation;
    uint32_t roles; /* mask of ROLE_BIT */
    uint32_t zero;  /* no hole: keys travel between processes as bytes */
    uint8_t public_key[PUBLIC_KEY_BYTES];
    int64_t valid_from_us;
    int64_t valid_to_us; /* INT64_MAX: without end; half-open */
    int64_t revoked_us;  /* INT64_MAX: not revoked */
};

struct principal {
    int64_t principal;
    int64_t organisation;
    char organisation_name[NAME_BYTES];
    enum organisation_kind organisation_kind;
    char name[NAME_BYTES];
    enum principal_kind kind;
    uint32_t roles;
};

/* What an operator asks for with `partner add`. */
struct enrolment {
    const char *organisation;
    enum organisation_kind organisation_kind;
    const char *name;
    enum principal_kind kind;
    uint32_t roles;
    uint8_t public_key[PUBLIC_KEY_BYTES];
    size_t public_key_n; /* as received */
    int64_t valid_from_us;
    int64_t valid_to_us;
};

/* What a key is at an instant. */
enum key_state {
    KEY_UNKNOWN, /* never enrolled, or parked: it is in no list of keys */
    KEY_NOT_YET,
    KEY_VALID,
    KEY_LEAVING, /* valid until an end that is set: another took its place */
    KEY_ENDED,
    KEY_REVOKED
};

/* principal_key_state: half-open on both ends, revoked from the instant of
 * revocation on, whatever else it is; NULL is KEY_UNKNOWN. */
enum key_state principal_key_state(const struct principal_key *key,
                                   int64_t now_us);

/* key_state_speaks: may a key in this state speak, and be spoken to?  Front
 * and desk ask nothing else about a key. */
bool key_state_speaks(enum key_state state);

/* principal_key_valid: both in one. */
bool principal_key_valid(const struct principal_key *key, int64_t now_us);

#endif
