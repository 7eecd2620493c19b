/* generate_spell -- how people write what they report. */
#ifndef EVAL_GENERATE_SPELL_H
#define EVAL_GENERATE_SPELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

/* chance_below: 0 .. n - 1.  chance_of: true in so many of 100. */
uint32_t chance_below(struct chance *chance, uint32_t n);
bool chance_of(struct chance *chance, uint32_t percent);

/* Each writes a value in one of the ways people do, now and then wrong.
 * spell_phone: of nine digits behind +31.  spell_handle: of "platform:name". */
void spell_phone(struct chance *chance, const char *digits, char *out,
                 size_t cap);
void spell_plate(struct chance *chance, const char *plate, char *out,
                 size_t cap);
void spell_handle(struct chance *chance, const char *handle, char *out,
                  size_t cap);
void spell_alias(struct chance *chance, const char *alias, char *out,
                 size_t cap);
void spell_postcode(struct chance *chance, const char *postcode, char *out,
                    size_t cap);

/* New ones. */
void invent_phone(struct chance *chance, char *out, size_t cap);
void invent_plate(struct chance *chance, char *out, size_t cap);
void invent_handle(struct chance *chance, char *out, size_t cap);
void invent_alias(struct chance *chance, char *out, size_t cap);

#endif
