/* normalise -- one spelling for one thing, whoever wrote it and however.
 * Pure; the same text again for what is normal already. */
#ifndef LINK_NORMALISE_H
#define LINK_NORMALISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/rc.h"
#include "link/fold.h"
#include "link/record.h"

#define DWELLING_BYTES 32
#define PHONE_BYTES    17 /* + and 15 digits, NUL */
#define PLATE_BYTES    16 /* country, colon, at most 12 characters, NUL */
#define SOUND_BYTES    32
#define NORMAL_BYTES   FOLD_BYTES

/* normalise_dwelling: "1099ZZ|12|A|2".  Needs postcode and house number.
 * Additions: case and separators ignored, roman numerals I to X, zeros before
 * a number, "-hoog", and what a ground or upper floor is called have one
 * spelling; a letter in the addition is the house letter when there is none.
 * normalise_building: "1099ZZ|12"; normalise_pc6: "1099ZZ"; normalise_pc4:
 * "1099".  RC_INVALID: not a Dutch dwelling, building or postcode. */
MUST_USE enum rc normalise_dwelling(const struct place *place,
                                    char out[DWELLING_BYTES]);
MUST_USE enum rc normalise_building(const struct place *place,
                                    char out[DWELLING_BYTES]);
MUST_USE enum rc normalise_pc6(const struct place *place,
                               char out[DWELLING_BYTES]);
MUST_USE enum rc normalise_pc4(const struct place *place,
                               char out[DWELLING_BYTES]);

/* normalise_phone: "+31600000012" from "06-00000012", "+31 6 0000 0012",
 * "0031 (0)6 ..", "o6 nul nul 000O 12".  National numbers get the country's
 * prefix (country "" or "NL": 31).  Service numbers (0800, 0900, 112, 14xxx,
 * ...) and the desks of public bodies are RC_INVALID: everybody shares them.
 * A national number of a country whose numbering is not known here is
 * RC_INVALID too.
 * rule    letters stand for digits (o, l, i, | and Dutch and English words)
 *         where at least six digits come out: link/clear_phone.h */
MUST_USE enum rc normalise_phone(const char *value, const char *country,
                                 char out[PHONE_BYTES]);

/* phone_public: a normal number of a desk that many turn to. */
bool phone_public(const char *phone);

/* phone_nobodys: a normal number that is written where there is none. */
bool phone_nobodys(const char *phone);

/* normalise_plate: "NL:XX000X", "DE:BXY123", "XX:..." when it has the form of
 * no Dutch series and nobody said of where.  Where a series has digits O, I,
 * S, B and Z are 0, 1, 5, 8 and 2, and the other way about. */
MUST_USE enum rc normalise_plate(const char *value, const char *country,
                                 char out[PLATE_BYTES]);

/* plate_part: the characters of a plate of which only some were read, 3 or
 * 4 of them; RC_INVALID: fewer, or more. */
MUST_USE enum rc plate_part(const char *value, char out[PLATE_BYTES]);

struct normal {
    enum link_kind kind;
    char text[NORMAL_BYTES];
};

/* normalise_online: what a handle, address, URL or ad number is the same as:
 * LINK_HANDLE "instagram:name", LINK_EMAIL, LINK_AD "site:123", LINK_URL
 * "host/path", LINK_PHONE for a link to a telephone. */
MUST_USE enum rc normalise_online(enum identifier_type type, const char *value,
                                  struct normal *out);

/* normalise_skeleton: of a normal handle, without platform, marks and the
 * digits at its end; RC_INVALID: fewer than four letters are left. */
MUST_USE enum rc normalise_skeleton(const char *handle, char *out, size_t cap);

/* normalise_alias: the words of a name in alphabetical order, titles apart. */
MUST_USE enum rc normalise_alias(const char *value, char out[NORMAL_BYTES]);

/* alias_is_particle: "van", "de", ..: says nothing by itself. */
bool alias_is_particle(const char *word, size_t n);

/* sound_of: how a folded word sounds in Dutch; "": it has no letters. */
void sound_of(const char *word, size_t n, char out[SOUND_BYTES]);

/* normalise_identifier: any identifier: what it is, in its one spelling.
 * RC_INVALID: it cannot be that, everybody has it, or it says "unknown": no
 * value, and so no agreement. */
MUST_USE enum rc normalise_identifier(const struct identifier *identifier,
                                      struct normal *out);

#endif
