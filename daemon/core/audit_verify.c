/* audit_verify -- see audit_verify.h */
#include "core/audit_verify.h"

#include <string.h>

static const uint8_t none[AUDIT_HASH_BYTES];

void
audit_verify_flaw(struct audit_verify *verify, enum audit_flaw flaw,
                  int64_t number)
{
    if (verify->flaw != AUDIT_WHOLE)
        return;
    verify->flaw = flaw;
    verify->number = number;
}

static bool
same(const uint8_t a[AUDIT_HASH_BYTES], const uint8_t b[AUDIT_HASH_BYTES])
{
    return memcmp(a, b, AUDIT_HASH_BYTES) == 0;
}

static uint8_t *
recent_of(struct audit_verify *verify, int64_t number)
{
    return verify->recent[(uint64_t)number % AUDIT_REPEATS];
}

static bool
is_repeat(struct audit_verify *verify, const struct audit_row *row)
{
    return verify->repeats && row->number >= verify->first &&
           row->number > verify->last - AUDIT_REPEATS &&
           same(recent_of(verify, row->number), row->hash);
}

static enum audit_flaw
place_of(const struct audit_verify *verify, const struct audit_row *row,
         const uint8_t prev[AUDIT_HASH_BYTES])
{
    if (verify->records_n == 0 && row->number > 1 && !verify->partial)
        return AUDIT_MISSING;
    if (verify->records_n == 0)
        return row->number < 1 || (row->number == 1) != same(prev, none)
                   ? AUDIT_START
                   : AUDIT_WHOLE;
    if (row->number <= verify->last)
        return AUDIT_REPEATED;
    if (row->number > verify->last + 1)
        return AUDIT_MISSING;
    return same(prev, verify->hash) ? AUDIT_WHOLE : AUDIT_LINK;
}

/* What checkpoints say of this record. */
static bool
marks_agree(struct audit_verify *verify, const struct audit_row *row)
{
    while (verify->mark < verify->marks_n &&
           verify->marks[verify->mark].number < row->number)
        verify->mark++;
    for (; verify->mark < verify->marks_n &&
           verify->marks[verify->mark].number == row->number;
         verify->mark++) {
        const struct audit_checkpoint *mark = &verify->marks[verify->mark];

        if (!same(mark->hash, row->hash) ||
            memcmp(mark->installation, verify->installation, EPOCH_BYTES) != 0)
            return false;
        verify->marks_met++;
    }
    return true;
}

enum rc
audit_verify_row(struct audit_verify *verify, const struct audit_row *row,
                 const uint8_t prev[AUDIT_HASH_BYTES])
{
    uint8_t hash[AUDIT_HASH_BYTES];
    enum audit_flaw flaw = AUDIT_WHOLE;

    if (verify->flaw != AUDIT_WHOLE)
        return RC_INVALID;
    audit_chain_hash(verify->installation, prev, row, hash);
    if (!same(hash, row->hash)) {
        audit_verify_flaw(verify, AUDIT_CHANGED, row->number);
        return RC_INVALID;
    }
    flaw = place_of(verify, row, prev);
    if (flaw == AUDIT_REPEATED && is_repeat(verify, row)) {
        verify->repeated_n++;
        return RC_OK;
    }
    if (flaw == AUDIT_WHOLE && !marks_agree(verify, row))
        flaw = AUDIT_OTHER;
    if (flaw != AUDIT_WHOLE) {
        audit_verify_flaw(verify, flaw, row->number);
        return RC_INVALID;
    }
    if (verify->records_n++ == 0)
        verify->first = row->number;
    verify->last = row->number;
    memcpy(verify->hash, row->hash, AUDIT_HASH_BYTES);
    memcpy(recent_of(verify, row->number), row->hash, AUDIT_HASH_BYTES);
    return RC_OK;
}

enum rc
audit_verify_end(struct audit_verify *verify, int64_t until_us)
{
    for (; verify->flaw == AUDIT_WHOLE && verify->mark < verify->marks_n;
         verify->mark++)
        if (verify->marks[verify->mark].number > verify->last &&
            verify->marks[verify->mark].at_us <= until_us)
            audit_verify_flaw(verify, AUDIT_CUT, verify->last + 1);
    return verify->flaw == AUDIT_WHOLE ? RC_OK : RC_INVALID;
}
